"""Fine-tunes the sentence encoder: one shared body, a head for what is meant, and one for danger and for two reasons.

Label smoothing .05; AdamW, 6 % warm-up, linear decay; batches of about one length; bfloat16 where that loses nothing.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from skill.knowledge.wording import normalise
from skill.tools.training import Echo
from skill.tools.training.bank import DANGERS, Line, meanings
from skill.tools.training.examples import Example, examples
from skill.tools.training.mishearing import Mishearing
from skill.tools.training.network import base_folder, build_network, cut_tokenizer
from skill.understanding.ngrams import EXTRA

_BATCH = 64
_WARM_UP = 0.06
_RATE_BODY, _RATE_HEAD = 1.5e-4, 3e-3
_SMOOTHING = 0.05
_REPORT = 50


class Plan(Struct, frozen=True):
    """How long and with which luck."""

    epochs: int = 4
    """How often the whole bank is read."""
    seed: int = 7
    """Decides order, variation and the heads' first weights."""
    threads: int = 2
    """Threads of torch."""


def fit(lines: Sequence[Line], folder: Path, plan: Plan, echo: Echo) -> None:
    """Train on `lines` and leave in `folder`: `tokenizer.json`, `plan.json`, and `epoch-N.pt` after each epoch."""
    import torch

    torch.set_num_threads(plan.threads)
    torch.manual_seed(plan.seed)
    chance, classes, base = random.Random(plan.seed), meanings(lines), base_folder()
    texts = [normalise(line.text) for line in lines]
    tokenizer, kept = cut_tokenizer(base, texts)
    ears = Mishearing(texts)
    network = build_network(base, kept, len(classes))
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "plan.json").write_text(json.dumps({"classes": classes, "kept": kept, "epochs": plan.epochs}))
    steps = plan.epochs * -(-len(lines) // _BATCH)
    optimiser, scheduler = _optimiser(network, steps)
    echo(f"encoder: {len(lines)} sentences, {len(classes)} meanings, {len(kept)} pieces, {steps} steps")
    started, loss = time.monotonic(), 0.0
    network.train()
    for step, (epoch, batch) in enumerate(_batches(plan, lines, ears, chance), start=1):
        loss += _learn(network, _tensors(batch, tokenizer, classes))
        optimiser.step()
        scheduler.step()
        if step % _REPORT == 0:
            pace = (time.monotonic() - started) / step
            echo(f"  step {step} of {steps}, {pace:.2f} seconds each, loss {loss / _REPORT:.3f}")
            loss = 0.0
        if step % (steps // plan.epochs) == 0:
            torch.save(network.state_dict(), folder / f"epoch-{epoch}.pt")


def _optimiser(network: Any, steps: int) -> tuple[Any, Any]:
    import torch

    heads = [*network.meaning.parameters(), *network.beside.parameters()]
    groups = [{"params": list(network.body.parameters()), "lr": _RATE_BODY}, {"params": heads, "lr": _RATE_HEAD}]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    return optimiser, torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _rate(step, steps))


def _rate(step: int, steps: int) -> float:
    warm = max(1, int(steps * _WARM_UP))
    return (step + 1) / warm if step < warm else max(0.0, (steps - step) / max(1, steps - warm))


def _batches(
    plan: Plan, lines: Sequence[Line], ears: Mishearing, chance: random.Random
) -> Iterator[tuple[int, list[Example]]]:
    for epoch in range(1, plan.epochs + 1):
        order = sorted(examples(lines, ears, chance), key=lambda example: len(example.text) + chance.random() * 6)
        batches = [order[start : start + _BATCH] for start in range(0, len(order), _BATCH)]
        chance.shuffle(batches)
        yield from ((epoch, batch) for batch in batches)


def _learn(network: Any, tensors: tuple[Any, ...]) -> float:
    """Slopes of one batch, left in the network; its loss."""
    import torch

    ids, mask, target, extra, weight = tensors
    with torch.autocast("cpu", dtype=torch.bfloat16):
        meaning, screen = network(ids, mask)
    loss = -(target * torch.log_softmax(meaning.float(), 1)).sum(1).mean()
    losses = torch.nn.functional.binary_cross_entropy_with_logits(screen.float(), extra, reduction="none")
    loss = loss + (losses * weight).sum() / len(ids)
    network.zero_grad(set_to_none=True)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
    return float(loss.detach())


def _tensors(batch: list[Example], tokenizer: Any, classes: Sequence[str]) -> tuple[Any, ...]:
    """Ids and mask of the pieces, the target, the answers to the questions beside it, and how much each counts."""
    import torch

    encoded = tokenizer.encode_batch([example.text for example in batch])
    ids = torch.tensor([encoding.ids for encoding in encoded])
    mask = torch.tensor([encoding.attention_mask for encoding in encoded])
    number = {name: column for column, name in enumerate(classes)}
    target = torch.full((len(batch), len(classes)), _SMOOTHING / len(classes))
    extra, weight = torch.zeros(len(batch), len(EXTRA)), torch.zeros(len(batch), len(EXTRA))
    for row, example in enumerate(batch):
        for name, share in example.meanings:
            target[row, number[name]] += (1 - _SMOOTHING) * share
        named = [float(name in example.dangers) for name in DANGERS]
        extra[row] = torch.tensor([float(bool(example.dangers)), *named, float(bool(example.both))])
        known = float(bool(example.dangers))
        weight[row] = torch.tensor([example.weight, known, known, float(example.both is not None)])
    return ids, mask, target, extra, weight

"""Turns a trained encoder into the small file that onnxruntime reads: int8, one scale for each channel."""

from __future__ import annotations

import json
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from skill.tools.training.network import base_folder, build_network
from skill.understanding.encoder import MODEL, PIECES, TOKENIZER

_OPSET = 17


def export(folder: Path, target: Path, epoch: int | None = None) -> tuple[str, ...]:
    """Write `encoder.onnx` and `tokenizer.json` to `target` from what `encoder.fit` left in `folder`; the meanings."""
    import onnx
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic

    plan = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    network = build_network(base_folder(), plan["kept"], len(plan["classes"]))
    network.load_state_dict(torch.load(folder / f"epoch-{epoch or plan['epochs']}.pt", weights_only=True))
    inputs = network.body.embeddings
    places = inputs.position_embeddings.weight.data[:PIECES].clone()  # longer texts are cut
    inputs.position_embeddings = torch.nn.Embedding.from_pretrained(places)
    with tempfile.TemporaryDirectory() as place:
        whole, small = Path(place) / "whole.onnx", Path(place) / "small.onnx"
        _trace(network, whole)
        quantize_dynamic(whole, small, per_channel=True, weight_type=QuantType.QInt8)
        model = onnx.load(small)
    onnx.helper.set_model_props(model, {"meanings": json.dumps(plan["classes"])})
    target.mkdir(parents=True, exist_ok=True)
    (target / MODEL).write_bytes(model.SerializeToString())
    (target / TOKENIZER).write_bytes((folder / "tokenizer.json").read_bytes())
    return tuple(plan["classes"])


def _trace(network: Any, path: Path) -> None:
    import torch

    class Served(torch.nn.Module):  # type: ignore[misc]  # torch brings no types here
        """The network as it is served: no dropout, and the place of a text as a third result."""

        def __init__(self) -> None:
            super().__init__()
            self.network = network

        def forward(self, ids: Any, mask: Any) -> tuple[Any, Any, Any]:
            pooled = self.network.pooled(ids, mask)
            return self.network.meaning(pooled), self.network.beside(pooled), pooled

    example = torch.ones(2, 9, dtype=torch.int64)
    names: Sequence[str] = ("ids", "mask")
    axes = {name: {0: "texts", 1: "pieces"} for name in names}
    axes |= {name: {0: "texts"} for name in ("meaning", "beside", "place")}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Served().eval(), (example, example), str(path), input_names=list(names), dynamo=False,
            output_names=["meaning", "beside", "place"], dynamic_axes=axes, opset_version=_OPSET,
        )  # fmt: skip

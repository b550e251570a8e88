"""A BERT encoder, twice: as an ONNX graph, and in numpy to check that graph by. The two share no code.

Weights are named as in the `transformers` library, `encoder.layer.0.attention.self.query.weight` and so on. The graph ends with the last
hidden state; whoever runs it pools and normalises.
"""

from math import erf

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

BLOCK = 32  # weights that share a scale, in both layouts of 4 bits


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

    def rows_of_4_bits(self, packed, scales, ids, width):
        """The rows `ids` of a table kept in 4 bits a number: a byte holds a number of a block's first half and one of its second.

        `packed` is [rows, blocks, BLOCK / 2] of bytes, `scales` [rows, blocks] in half precision. Returns [batch, tokens, width].
        """
        bytes_of = self.op("Gather", self.constant("word_bytes", packed), ids, axis=0)
        low = self.op("BitwiseAnd", bytes_of, self.constant("low_bits", np.uint8(15)))
        high = self.op("BitShift", bytes_of, self.constant("four", np.uint8(4)), direction="RIGHT")
        numbers = self.op("Cast", self.op("Concat", low, high, axis=-1), to=TensorProto.FLOAT)
        centred = self.op("Sub", numbers, self.constant("eight", np.float32(8)))
        scale = self.op("Cast", self.op("Gather", self.constant("word_scales", scales[..., None]), ids, axis=0), to=TensorProto.FLOAT)
        return self.op("Reshape", self.op("Mul", centred, scale), self.constant("word_shape", np.array([0, 0, width], np.int64)))


def build(name, weights, words, config):
    """The encoder: ids, mask and types of shape [batch, tokens] in; last hidden state [batch, tokens, width] out.

    `words` is the table of word vectors in 4 bits, see `Graph.rows_of_4_bits`.
    """
    g = Graph(weights)
    heads, width, eps = config["num_attention_heads"], config["hidden_size"], config["layer_norm_eps"]
    i64 = lambda name, *values: g.constant(name, np.array(values, np.int64))
    split = i64("split_shape", 0, 0, heads, width // heads)
    merge = i64("merge_shape", 0, 0, width)
    zero, one = i64("zero", 0), i64("one", 1)

    token_count = g.op("Gather", g.op("Shape", "input_ids"), one, axis=0)
    positions = g.op("Slice", g.weight("embeddings.position_embeddings.weight"), zero, token_count, zero, one)
    types = g.op("Gather", g.weight("embeddings.token_type_embeddings.weight"), "token_type_ids", axis=0)
    x = g.op("Add", g.op("Add", g.rows_of_4_bits(*words, "input_ids", width), types), positions)
    x = g.layer_norm(x, "embeddings.LayerNorm", eps)

    mask = g.op("Cast", "attention_mask", to=TensorProto.FLOAT)
    mask = g.op("Unsqueeze", mask, i64("mask_axes", 1, 2))
    one_float = g.constant("one_float", np.float32(1))
    mask = g.op("Mul", g.op("Sub", one_float, mask), g.constant("masked_out", np.float32(-1e9)))
    scale = g.constant("scale", np.float32(1 / np.sqrt(width // heads)))
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
        name,
        [tokens("input_ids"), tokens("attention_mask"), tokens("token_type_ids")],
        [helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, ["batch", "tokens", width])],
        list(g.initializers.values()),
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    onnx.checker.check_model(model)
    return model


def reference(weights, word_vectors, config):
    """The same encoder in numpy for one text whose word vectors are [tokens, width]; pooled by mean and normalised. Returns [width]."""
    erfs = np.vectorize(erf, otypes=[np.float64])
    linear = lambda x, name: x @ weights[f"{name}.weight"].T.astype(np.float64) + weights[f"{name}.bias"]

    def norm(x, name):
        centred = x - x.mean(-1, keepdims=True)
        spread = np.sqrt((centred**2).mean(-1, keepdims=True) + config["layer_norm_eps"])
        return centred / spread * weights[f"{name}.weight"] + weights[f"{name}.bias"]

    count = len(word_vectors)
    x = word_vectors.astype(np.float64)
    x = x + weights["embeddings.position_embeddings.weight"][:count] + weights["embeddings.token_type_embeddings.weight"][0]
    x = norm(x, "embeddings.LayerNorm")
    heads = config["num_attention_heads"]
    for layer in range(config["num_hidden_layers"]):
        base = f"encoder.layer.{layer}"
        q, k, v = (
            linear(x, f"{base}.attention.self.{part}").reshape(count, heads, -1).transpose(1, 0, 2)
            for part in ("query", "key", "value")
        )
        scores = q @ k.transpose(0, 2, 1) / np.sqrt(q.shape[-1])
        scores = np.exp(scores - scores.max(-1, keepdims=True))
        scores /= scores.sum(-1, keepdims=True)
        context = (scores @ v).transpose(1, 0, 2).reshape(count, -1)
        x = norm(linear(context, f"{base}.attention.output.dense") + x, f"{base}.attention.output.LayerNorm")
        inner = linear(x, f"{base}.intermediate.dense")
        x = norm(linear(inner / 2 * (1 + erfs(inner / np.sqrt(2))), f"{base}.output.dense") + x, f"{base}.output.LayerNorm")
    pooled = x.mean(0)
    return pooled / np.linalg.norm(pooled)

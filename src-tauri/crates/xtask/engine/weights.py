"""Writes a llama of two layers with generated weights, half a megabyte, so that a real engine has something to run.

It knows nothing: each next token is a byte drawn by a fixed liking for letters, spaces and quotation marks. What it answers has no meaning; that it
has the shape of the schema is the engine's doing, and that is what is tried.
"""

import sys

import gguf
import numpy as np

WIDTH, INNER, LAYERS, HEADS, CONTEXT = 64, 128, 2, 4, 32768

vocabulary = [("<unk>", gguf.TokenType.UNKNOWN), ("<s>", gguf.TokenType.CONTROL), ("</s>", gguf.TokenType.CONTROL)]
vocabulary += [(f"<0x{byte:02X}>", gguf.TokenType.BYTE) for byte in range(256)]
size = len(vocabulary)
first_byte = 3

writer = gguf.GGUFWriter(sys.argv[1], "llama")
writer.add_name("generated")
writer.add_context_length(CONTEXT)
writer.add_embedding_length(WIDTH)
writer.add_block_count(LAYERS)
writer.add_feed_forward_length(INNER)
writer.add_head_count(HEADS)
writer.add_head_count_kv(HEADS)
writer.add_layer_norm_rms_eps(1e-5)
writer.add_rope_dimension_count(WIDTH // HEADS)
writer.add_vocab_size(size)
writer.add_file_type(gguf.LlamaFileType.ALL_F32)
writer.add_tokenizer_model("llama")
writer.add_token_list([text.encode() for text, _ in vocabulary])
writer.add_token_scores([0.0] * size)
writer.add_token_types([kind for _, kind in vocabulary])
writer.add_bos_token_id(1)
writer.add_eos_token_id(2)
writer.add_unk_token_id(0)
writer.add_add_bos_token(True)
writer.add_chat_template("{% for m in messages %}{{ m['role'] }}: {{ m['content'] }}\n{% endfor %}assistant: ")

random = np.random.default_rng(7)


def matrix(rows, columns, scale=0.01):
    return (random.standard_normal((rows, columns)) * scale).astype(np.float32)


# The first dimension is the same for every token, so its weights in the last matrix are the liking for each.
embedding = matrix(size, WIDTH, 0.05)
embedding[:, 0] = 1.0
liking = np.full(size, -4.0, np.float32)
for sign in b"abcdefghijklmnopqrstuvwxyz \",:":
    liking[first_byte + sign] = 0.0
for sign in b"{}[]s123":
    liking[first_byte + sign] = -0.3
last = matrix(size, WIDTH, 0.002)
last[:, 0] = liking / 8.0
ones = np.ones(WIDTH, np.float32)
writer.add_tensor("token_embd.weight", embedding)
writer.add_tensor("output_norm.weight", ones)
writer.add_tensor("output.weight", last)
for layer in range(LAYERS):
    block = f"blk.{layer}."
    writer.add_tensor(block + "attn_norm.weight", ones)
    writer.add_tensor(block + "ffn_norm.weight", ones)
    for name in ("attn_q", "attn_k", "attn_v", "attn_output"):
        writer.add_tensor(f"{block}{name}.weight", matrix(WIDTH, WIDTH))
    writer.add_tensor(block + "ffn_gate.weight", matrix(INNER, WIDTH))
    writer.add_tensor(block + "ffn_up.weight", matrix(INNER, WIDTH))
    writer.add_tensor(block + "ffn_down.weight", matrix(WIDTH, INNER))
writer.write_header_to_file()
writer.write_kv_data_to_file()
writer.write_tensors_to_file()
writer.close()

//! Small models with made-up weights, written as ONNX files: enough to prove that another model can be put to use, and no more.

use std::{fs, path::Path};

const FLOAT: u64 = 1;
const INT64: u64 = 7;

/// The entries of the usual tokenizer's vocabulary, by number.
pub fn vocabulary(usual: &Path) -> Vec<String> {
    let tokenizer: serde_json::Value =
        serde_json::from_slice(&fs::read(usual.join("tokenizer.json")).unwrap()).unwrap();
    let pieces = tokenizer["model"]["vocab"].as_array().unwrap();
    pieces.iter().map(|piece| piece[0].as_str().unwrap().to_owned()).collect()
}

/// Writes a folder with an embedding model that gives each token `width` numbers, the same every time. The tokenizer is the usual model's,
/// from `usual`; the folder says that vectors have `said` numbers.
pub fn embedder(dir: &Path, usual: &Path, width: usize, said: usize) {
    let weight = |at: usize| ((at * 7_919) % 1_009) as f32 / 504.5 - 1.0;
    let table: Vec<f32> = (0..vocabulary(usual).len() * width).map(weight).collect();
    let nodes = [node("Gather", &["table", "input_ids"], "last_hidden_state", &[])];
    write(dir, usual, said, &graph(&nodes, &table, width, ("last_hidden_state", &["batch", "tokens", "width"])));
}

/// Writes a folder with a cross-encoder that scores a pair one where it holds the token of this number, and nought elsewhere.
pub fn reranker(dir: &Path, usual: &Path, token: usize) {
    let table: Vec<f32> = (0..vocabulary(usual).len()).map(|at| f32::from(u8::from(at == token))).collect();
    let axes = [attribute_ints("axes", &[1]), attribute_int("keepdims", 0)];
    let nodes = [node("Gather", &["table", "input_ids"], "each", &[]), node("ReduceMax", &["each"], "logits", &axes)];
    write(dir, usual, 1, &graph(&nodes, &table, 1, ("logits", &["batch", "one"])));
}

fn write(dir: &Path, usual: &Path, width: usize, model: &[u8]) {
    fs::create_dir_all(dir).unwrap();
    for file in ["tokenizer.json", "tokenizer_config.json", "special_tokens_map.json"] {
        fs::copy(usual.join(file), dir.join(file)).unwrap();
    }
    fs::write(dir.join("config.json"), format!(r#"{{"hidden_size": {width}, "pad_token_id": 0}}"#)).unwrap();
    fs::write(dir.join("model.onnx"), model).unwrap();
}

/// A `ModelProto` around a table of `width` numbers a token. Field numbers are those of onnx.proto.
fn graph(nodes: &[Vec<u8>], table: &[f32], width: usize, output: (&str, &[&str])) -> Vec<u8> {
    let raw: Vec<u8> = table.iter().flat_map(|value| value.to_le_bytes()).collect();
    let rows = table.len() / width;
    let tensor =
        [number(1, rows as u64), number(1, width as u64), number(2, FLOAT), bytes(8, b"table"), bytes(9, &raw)];
    let ids = |name: &str| bytes(11, &value(name, INT64, &["batch", "tokens"]));
    let mut graph: Vec<Vec<u8>> = nodes.iter().map(|node| bytes(1, node)).collect();
    graph.push(bytes(2, b"made up"));
    graph.push(bytes(5, &tensor.concat()));
    graph.extend(["input_ids", "attention_mask"].map(ids));
    graph.push(bytes(12, &value(output.0, FLOAT, output.1)));
    let operators = [bytes(1, b""), number(2, 13)].concat();
    [number(1, 8), bytes(7, &graph.concat()), bytes(8, &operators)].concat()
}

fn node(operator: &str, inputs: &[&str], output: &str, attributes: &[Vec<u8>]) -> Vec<u8> {
    let mut node: Vec<Vec<u8>> = inputs.iter().map(|input| bytes(1, input.as_bytes())).collect();
    node.extend([bytes(2, output.as_bytes()), bytes(3, output.as_bytes()), bytes(4, operator.as_bytes())]);
    node.extend(attributes.iter().map(|attribute| bytes(5, attribute)));
    node.concat()
}

fn attribute_int(name: &str, value: u64) -> Vec<u8> {
    [bytes(1, name.as_bytes()), number(3, value), number(20, 2)].concat()
}

fn attribute_ints(name: &str, values: &[u64]) -> Vec<u8> {
    let values: Vec<u8> = values.iter().flat_map(|value| number(8, *value)).collect();
    [bytes(1, name.as_bytes()), values, number(20, 7)].concat()
}

fn value(name: &str, element: u64, dimensions: &[&str]) -> Vec<u8> {
    let shape: Vec<u8> = dimensions.iter().flat_map(|named| bytes(1, &bytes(2, named.as_bytes()))).collect();
    let tensor = [number(1, element), bytes(2, &shape)].concat();
    [bytes(1, name.as_bytes()), bytes(2, &bytes(1, &tensor))].concat()
}

fn number(field: u64, value: u64) -> Vec<u8> {
    [varint(field << 3), varint(value)].concat()
}

fn bytes(field: u64, value: &[u8]) -> Vec<u8> {
    [varint(field << 3 | 2), varint(value.len() as u64), value.to_vec()].concat()
}

fn varint(mut value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while 0x7f < value {
        bytes.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
    bytes
}

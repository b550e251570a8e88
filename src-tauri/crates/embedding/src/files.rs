//! Where a model and the ONNX Runtime lie on the disk, and what a model's files say about it: width, pooling, length, instructions.

use crate::EmbeddingError;
use fastembed::TokenizerFiles;
use std::path::{Path, PathBuf};

/// How the vectors of a text's tokens are made into one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pooled {
    /// The mean of all tokens' vectors.
    Mean,
    /// The vector of the first token.
    First,
}

/// A model's folder and what it says of itself.
///
/// A folder is laid out as sentence-transformers and its ONNX exports are: `tokenizer.json` and `config.json`, a graph at the top or
/// below `onnx/`, and where they are there `1_Pooling/config.json`, `sentence_bert_config.json` and `config_sentence_transformers.json`.
#[derive(Debug, Clone, PartialEq)]
pub struct ModelFiles {
    /// The folder that holds the model's files.
    pub dir: PathBuf,
    /// The ONNX graph; an 8-bit one comes before one of 32-bit floats.
    pub graph: PathBuf,
    /// The name vectors are filed under, precision included: texts embedded under another name are not comparable.
    pub name: String,
    /// How many numbers a vector of the model has.
    pub dimension: usize,
    /// Texts are cut after this many tokens, as the model was trained.
    pub max_tokens: usize,
    /// How the vectors of a text's tokens are made into one.
    pub pooled: Pooled,
    /// What the model was trained to read before a question; empty for most models.
    pub before_query: String,
    /// What the model was trained to read before a passage; empty for most models.
    pub before_passage: String,
    /// What the model's cosines mean.
    pub scale: Scale,
    /// The path of the ONNX Runtime library.
    pub runtime: PathBuf,
}

/// What a model's cosines mean. Some models put whatever they read close together: two texts that have nothing in common are at .72 with one,
/// at 0 with another. On this scale nothing in common is 0 and the same said in other words is 1, whatever the model.
///
/// A model's folder may say so in `scale.json`, `{"nothing": 0.72, "same": 0.96}`; without that its cosines are taken as they are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    nothing: f32,
    same: f32,
}

impl Scale {
    /// The cosines as they are.
    const PLAIN: Self = Self { nothing: 0.0, same: 1.0 };

    /// A cosine on the scale; below 0 where the texts have less in common than nothing.
    pub fn of(self, cosine: f32) -> f32 {
        (cosine - self.nothing) / (self.same - self.nothing)
    }
}

/// The default model's folder below the cache, or below what was installed with us.
const DEFAULT_MODEL: &str = "models/multilingual-e5-small";
/// The number of tokens after which texts are cut where a model does not say.
const MAX_TOKENS: usize = 256;
/// The default model's width, where a folder does not say.
const DIMENSION: usize = 384;
/// What a scale's two cosines are apart at least; one that says less is not believed.
const ROOM: f32 = 0.05;
pub(crate) const GRAPHS_INT8: [&str; 4] =
    ["model_int8.onnx", "model_quantized.onnx", "onnx/model_int8.onnx", "onnx/model_quantized.onnx"];
pub(crate) const GRAPHS_FP32: [&str; 2] = ["model.onnx", "onnx/model.onnx"];

impl ModelFiles {
    /// The model in `model_dir` or, without one, the default: below [`installed_dir`] where that has it, else where `cargo xtask` puts it
    /// below [`cache_dir`]. What a folder does not say of itself is as in the default model; [`ModelFiles::missing`] tells whether it is
    /// whole.
    pub fn locate(model_dir: Option<&Path>) -> Self {
        let base = installed_dir().unwrap_or_else(cache_dir);
        let dir = model_dir.map_or_else(|| base.join(DEFAULT_MODEL), Path::to_path_buf);
        let runtime = std::env::var_os("ORT_DYLIB_PATH")
            .filter(|path| !path.is_empty())
            .map_or_else(|| base.join("onnxruntime-1.30.0").join(RUNTIME_FILE), PathBuf::from);
        let first = |graphs: &[&str]| graphs.iter().map(|graph| dir.join(graph)).find(|graph| graph.is_file());
        let (graph, precision) = match first(&GRAPHS_INT8) {
            Some(graph) => (graph, "int8"),
            None => match first(&GRAPHS_FP32) {
                Some(graph) => (graph, "fp32"),
                None => (dir.join(GRAPHS_INT8[0]), "int8"),
            },
        };
        let called = dir.file_name().map_or_else(|| "model".to_owned(), |name| name.to_string_lossy().into_owned());
        let said = Said::read(&dir);
        Self {
            graph,
            name: format!("{called}/{precision}"),
            dimension: said.dimension.unwrap_or(DIMENSION),
            max_tokens: said.max_tokens.unwrap_or(MAX_TOKENS),
            pooled: if said.takes_first { Pooled::First } else { Pooled::Mean },
            before_query: said.before_query,
            before_passage: said.before_passage,
            scale: said.scale,
            runtime,
            dir,
        }
    }

    /// The first of the model's files that is missing; `None` where none is.
    pub fn missing(&self) -> Option<PathBuf> {
        let needed = [self.graph.clone(), self.dir.join("tokenizer.json"), self.runtime.clone()];
        needed.into_iter().find(|path| !path.is_file())
    }

    /// Reads one file of the model; an error names it.
    pub(crate) fn read(&self, path: PathBuf) -> Result<Vec<u8>, EmbeddingError> {
        std::fs::read(&path).map_err(|source| EmbeddingError::MissingFile { path, source })
    }

    /// What a tokenizer is made of. The two small files that some exports leave out are empty then.
    pub(crate) fn tokenizer(&self) -> Result<TokenizerFiles, EmbeddingError> {
        let or_empty = |name: &str| std::fs::read(self.dir.join(name)).unwrap_or_else(|_| b"{}".to_vec());
        Ok(TokenizerFiles {
            tokenizer_file: self.read(self.dir.join("tokenizer.json"))?,
            config_file: self.read(self.dir.join("config.json"))?,
            special_tokens_map_file: or_empty("special_tokens_map.json"),
            tokenizer_config_file: or_empty("tokenizer_config.json"),
        })
    }
}

/// What the files of a model's folder say about the model.
struct Said {
    dimension: Option<usize>,
    max_tokens: Option<usize>,
    takes_first: bool,
    before_query: String,
    before_passage: String,
    scale: Scale,
}

impl Said {
    fn read(dir: &Path) -> Self {
        let json = |name: &str| -> serde_json::Value {
            std::fs::read(dir.join(name)).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
        };
        let number = |value: &serde_json::Value| value.as_u64().and_then(|number| usize::try_from(number).ok());
        let (config, pooling) = (json("config.json"), json("1_Pooling/config.json"));
        let (prompts, scale) = (json("config_sentence_transformers.json"), json("scale.json"));
        #[allow(clippy::cast_possible_truncation)] // Two digits.
        let cosine = |name: &str| scale[name].as_f64().map(|cosine| cosine as f32);
        let scale = cosine("nothing").zip(cosine("same")).map(|(nothing, same)| Scale { nothing, same });
        let prompt = |names: &[&str]| -> String {
            let known = names.iter().find_map(|name| prompts["prompts"][*name].as_str());
            known.unwrap_or_default().to_owned()
        };
        Self {
            dimension: number(&pooling["word_embedding_dimension"]).or_else(|| number(&config["hidden_size"])),
            max_tokens: number(&json("sentence_bert_config.json")["max_seq_length"]),
            takes_first: pooling["pooling_mode_cls_token"].as_bool().unwrap_or_default(),
            before_query: prompt(&["query"]),
            before_passage: prompt(&["document", "passage"]),
            scale: scale.filter(|scale| ROOM <= scale.same - scale.nothing).unwrap_or(Scale::PLAIN),
        }
    }
}

const RUNTIME_FILE: &str = if cfg!(target_os = "macos") {
    "libonnxruntime.dylib"
} else if cfg!(target_os = "windows") {
    "onnxruntime.dll"
} else {
    "libonnxruntime.so"
};

/// What an installer put beside our programs: the default model and the runtime, laid out as in the cache. None where nothing was
/// installed, as in a development build.
pub fn installed_dir() -> Option<PathBuf> {
    let program = std::fs::canonicalize(std::env::current_exe().ok()?).ok()?;
    let beside = program.parent()?;
    let dir = if cfg!(target_os = "macos") {
        beside.parent()?.join("Resources")
    } else if cfg!(target_os = "windows") {
        beside.to_owned()
    } else {
        beside.parent()?.join("lib/Foreword")
    };
    dir.join(DEFAULT_MODEL).is_dir().then_some(dir)
}

/// Foreword's cache folder: `$XDG_CACHE_HOME/foreword`, or the platform's usual place.
pub fn cache_dir() -> PathBuf {
    let from_env = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let home = || from_env("HOME").or_else(|| from_env("USERPROFILE")).unwrap_or_default();
    let base = if let Some(xdg) = from_env("XDG_CACHE_HOME") {
        xdg
    } else if cfg!(target_os = "macos") {
        home().join("Library/Caches")
    } else if cfg!(target_os = "windows") {
        from_env("LOCALAPPDATA").unwrap_or_else(home)
    } else {
        home().join(".cache")
    };
    base.join("foreword")
}

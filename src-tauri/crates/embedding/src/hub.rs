//! Fetching a model's files from a model hub: once, pinned to one commit, over https.

use crate::{
    EmbeddingError,
    files::{GRAPHS_FP32, GRAPHS_INT8},
};
use reqwest::{Client, Response, Url};
use serde_json::Value;
use std::{
    path::{Path, PathBuf},
    str::FromStr,
    time::Duration,
};
use tokio::io::AsyncWriteExt as _;

/// Where models are fetched from, unless `HF_ENDPOINT` names another place, as for the hub's own programs.
const ENDPOINT: &str = "https://huggingface.co";
/// What a model's folder may hold beside its graph; what the hub does not have is not needed.
const FILES: [&str; 7] = [
    "tokenizer.json",
    "config.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "sentence_bert_config.json",
    "config_sentence_transformers.json",
    "1_Pooling/config.json",
];
/// A graph of more than two gigabytes keeps its weights in a second file of this ending.
const WEIGHTS: &str = "_data";
/// The most bytes a file of a model may have.
const BYTES_MAX: u64 = 8 << 30;
/// The longest that a connection to the hub may be silent.
const SILENCE: Duration = Duration::from_secs(60);
/// Notes in the folder which commit of which model it is.
const NOTE: &str = "fetched-from.txt";

/// A model on the hub: `ORG/NAME`, or `ORG/NAME@REVISION` for a branch, a tag or a commit other than the newest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HubModel {
    org: String,
    name: String,
    revision: String,
}

impl FromStr for HubModel {
    type Err = EmbeddingError;

    fn from_str(text: &str) -> Result<Self, EmbeddingError> {
        let (model, revision) = text.split_once('@').unwrap_or((text, "main"));
        let is_plain = |part: &str| {
            !part.is_empty()
                && !part.starts_with('.')
                && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
        };
        match model.split_once('/') {
            Some((org, name)) if [org, name, revision].into_iter().all(is_plain) => {
                Ok(Self { org: org.to_owned(), name: name.to_owned(), revision: revision.to_owned() })
            }
            _ => Err(EmbeddingError::Hub { what: text.to_owned(), reason: "a model is called ORG/NAME".to_owned() }),
        }
    }
}

impl HubModel {
    /// Fetches the files below `models` in the cache folder and returns their folder, which is named after the model and the commit. A commit
    /// that is there already is not fetched again, and one that was named whole is then used without asking.
    ///
    /// Fails where the hub does not answer, does not have the model, or has no ONNX graph of it.
    pub async fn fetch(&self, cache: &Path) -> Result<PathBuf, EmbeddingError> {
        let endpoint = std::env::var("HF_ENDPOINT").ok().filter(|endpoint| !endpoint.is_empty());
        self.fetch_from(endpoint.as_deref().unwrap_or(ENDPOINT), cache).await
    }

    /// Like [`HubModel::fetch`], from a given address. Plain http is for this machine only.
    pub async fn fetch_from(&self, endpoint: &str, cache: &Path) -> Result<PathBuf, EmbeddingError> {
        let is_commit = self.revision.len() == 40 && self.revision.bytes().all(|byte| byte.is_ascii_hexdigit());
        if is_commit && self.folder(cache, &self.revision).is_dir() {
            return Ok(self.folder(cache, &self.revision));
        }
        let client = client().map_err(|error| self.unreached(&error))?;
        let base = self.base(endpoint)?;
        let listed = format!("api/models/{}/{}/revision/{}", self.org, self.name, self.revision);
        let listed = self.get(&client, &base, &listed).await?.bytes().await.map_err(|error| self.unreached(&error))?;
        let listed: Value = serde_json::from_slice(&listed).unwrap_or_default();
        let commit = listed["sha"].as_str().filter(|sha| sha.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let commit = commit.ok_or_else(|| self.refused("the hub does not say which commit that is"))?;
        let folder = self.folder(cache, commit);
        if folder.is_dir() {
            return Ok(folder);
        }
        let siblings = listed["siblings"].as_array().map(Vec::as_slice).unwrap_or_default();
        let has = |file: &str| siblings.iter().any(|sibling| sibling["rfilename"] == file);
        let graph = GRAPHS_INT8.into_iter().chain(GRAPHS_FP32).find(|graph| has(graph));
        let graph = graph.ok_or_else(|| self.refused("it has no ONNX graph under a name that is known here"))?;
        let weights = format!("{graph}{WEIGHTS}");
        let mut wanted: Vec<&str> = FILES.into_iter().filter(|file| has(file)).collect();
        wanted.extend([graph]);
        wanted.extend(has(&weights).then_some(weights.as_str()));

        // Half a model is none: everything is fetched beside its place, then moved there.
        let part = folder.with_extension("part");
        let _ = tokio::fs::remove_dir_all(&part).await;
        for file in wanted {
            let from = format!("{}/{}/resolve/{commit}/{file}", self.org, self.name);
            self.save(self.get(&client, &base, &from).await?, &part.join(file)).await?;
        }
        let note = format!("{base}{}/{} at {commit}\n", self.org, self.name);
        let moved = async {
            tokio::fs::write(part.join(NOTE), note).await?;
            tokio::fs::rename(&part, &folder).await
        };
        moved.await.map_err(|source| EmbeddingError::Unwritten { path: folder.clone(), source })?;
        Ok(folder)
    }

    fn folder(&self, cache: &Path, commit: &str) -> PathBuf {
        cache.join("models").join(format!("{}--{}@{}", self.org, self.name, commit.get(..12).unwrap_or(commit)))
    }

    fn base(&self, endpoint: &str) -> Result<Url, EmbeddingError> {
        let base = format!("{}/", endpoint.trim_end_matches('/'));
        let url = Url::parse(&base).map_err(|_| self.refused("HF_ENDPOINT is not an address"))?;
        let is_here = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
        match url.scheme() {
            "https" => Ok(url),
            "http" if is_here => Ok(url),
            _ => Err(self.refused("HF_ENDPOINT is not an https address")),
        }
    }

    async fn get(&self, client: &Client, base: &Url, path: &str) -> Result<Response, EmbeddingError> {
        let url = base.join(path).map_err(|_| self.refused("its name does not make an address"))?;
        let answer = client.get(url).send().await.map_err(|error| self.unreached(&error))?;
        match answer.status().as_u16() {
            200 => Ok(answer),
            401 | 403 => Err(self.refused("it needs a log-in, or does not exist")),
            404 => Err(self.refused("the hub has no such model, revision or file")),
            other => Err(self.refused(&format!("the hub answered with status {other}"))),
        }
    }

    async fn save(&self, mut answer: Response, path: &Path) -> Result<(), EmbeddingError> {
        let unwritten = |source| EmbeddingError::Unwritten { path: path.to_owned(), source };
        if let Some(folder) = path.parent() {
            tokio::fs::create_dir_all(folder).await.map_err(unwritten)?;
        }
        let mut file = tokio::fs::File::create(path).await.map_err(unwritten)?;
        let mut bytes = 0;
        while let Some(some) = answer.chunk().await.map_err(|error| self.unreached(&error))? {
            bytes += some.len() as u64;
            if BYTES_MAX < bytes {
                return Err(self.refused("one of its files is larger than 8 GB"));
            }
            file.write_all(&some).await.map_err(unwritten)?;
        }
        file.sync_all().await.map_err(unwritten)
    }

    fn refused(&self, reason: &str) -> EmbeddingError {
        EmbeddingError::Hub { what: format!("{}/{}", self.org, self.name), reason: reason.to_owned() }
    }

    fn unreached(&self, error: &reqwest::Error) -> EmbeddingError {
        let reason = if error.is_timeout() { "the hub stopped answering" } else { "the hub cannot be reached" };
        self.refused(reason)
    }
}

fn client() -> reqwest::Result<Client> {
    transport::client_builder()
        .connect_timeout(SILENCE)
        .read_timeout(SILENCE)
        .user_agent(concat!("Foreword/", env!("CARGO_PKG_VERSION")))
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hubs_model_is_an_organisation_and_a_name() {
        let read = |text: &str| text.parse::<HubModel>().ok();
        let model = |revision: &str| HubModel {
            org: "org".to_owned(),
            name: "small-v2".to_owned(),
            revision: revision.to_owned(),
        };
        assert_eq!(read("org/small-v2"), Some(model("main")));
        assert_eq!(read("org/small-v2@v1.0"), Some(model("v1.0")));
        for bad in ["small", "", "/x", "x/", "a/b/c", "../x", "a/..", "a/b@", "a b/c", "a/b?c"] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }

    #[tokio::test]
    async fn only_this_machine_is_asked_without_encryption() {
        let dir = tempfile::tempdir().unwrap();
        let model: HubModel = "org/small".parse().unwrap();
        for endpoint in ["http://hub.example", "ftp://hub.example", "nonsense"] {
            let error = model.fetch_from(endpoint, dir.path()).await.unwrap_err();
            assert!(error.to_string().contains("HF_ENDPOINT"), "{error}");
        }
        // A port nobody listens on.
        let error = model.fetch_from("http://127.0.0.1:1", dir.path()).await.unwrap_err();
        assert!(error.to_string().contains("cannot be reached"), "{error}");
    }
}

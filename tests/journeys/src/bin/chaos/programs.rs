//! The two programs: the simulator, which runs throughout, and `foreword`, which is started and killed.

use anyhow::{Context as _, Result, bail};
use app::{Secret, Settings};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::{
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};
use tempfile::TempDir;

const START: &str = "2026-03-04T08:00:00Z";

/// The simulator and the command as programs, with a home for the command.
pub struct Programs {
    foreword: PathBuf,
    home: TempDir,
    sim: Child,
    url: String,
    token: String,
    /// The secret by which webhooks are signed.
    pub client_secret: String,
    /// HubSpot's number for the portal.
    pub portal: String,
    http: reqwest::Client,
    /// The simulator's time, which is also foreword's.
    pub now: Timestamp,
}

/// How a push ended.
pub enum Ended {
    /// We killed it.
    Killed,
    /// It ended by itself, after this time.
    Before(Duration),
}

/// What a command finds when it starts.
pub struct World {
    /// What time it believes it is; none for the machine's own clock.
    pub now: Option<Timestamp>,
    /// The most blocks of 512 bytes that a file may grow to, as on a disk that is full; none where there is room.
    pub blocks: Option<u32>,
}

/// A command that is running in a process of its own.
pub struct Job {
    /// The command, in words.
    pub command: String,
    /// Whether we killed it.
    pub was_killed: bool,
    child: Child,
    errors: tempfile::NamedTempFile,
}

impl Job {
    /// Whether it has not ended yet.
    pub fn is_running(&mut self) -> Result<bool> {
        Ok(self.child.try_wait()?.is_none())
    }

    /// Ends it by SIGKILL, unless it has ended by itself.
    pub fn kill(&mut self) -> Result<()> {
        if self.is_running()? {
            self.child.kill()?;
            self.was_killed = true;
        }
        Ok(())
    }

    /// Its exit status, none where a signal ended it, and what it said on standard error.
    pub fn outcome(&mut self) -> Result<(Option<i32>, String)> {
        let status = self.child.wait()?.code();
        Ok((status, String::from_utf8_lossy(&std::fs::read(self.errors.path())?).into_owned()))
    }
}

/// A push that is running in a process of its own.
pub struct Push {
    child: Child,
    started: Instant,
    ended: Option<Duration>,
}

impl Programs {
    /// Starts the simulator and makes a home that knows it.
    pub async fn start(foreword: &Path, sim: &Path, seed: u64) -> Result<Self> {
        let mut sim = Command::new(sim)
            .args(["--port", "0", "--now", START, "--seed", &seed.to_string(), "--portal", "generated"])
            .args(["--contacts", "500", "--companies", "60", "--deals", "60", "--tickets", "5", "--activities", "200"])
            .stdout(Stdio::piped())
            .spawn()
            .context("could not start the simulator")?;
        let mut line = String::new();
        BufReader::new(sim.stdout.take().context("the simulator's output")?).read_line(&mut line)?;
        let ready: Value = serde_json::from_str(&line).context("the simulator's first line")?;
        let text = |name: &str| ready[name].as_str().map(str::to_owned).with_context(|| format!("no {name}"));
        let home = tempfile::tempdir()?;
        let portal = ready["portal_id"].as_str().map_or_else(|| ready["portal_id"].to_string(), str::to_owned);
        let folder = home.path().join("portals").join(&portal);
        std::fs::create_dir_all(&folder)?;
        // The store's key comes from this machine, so that the keychain of whoever runs this is left alone.
        std::fs::write(folder.join("key-origin"), "machine")?;
        let client_secret = text("client_secret")?;
        let (url, token) = (text("url")?, text("token")?);
        let foreword = foreword.to_owned();
        Ok(Self {
            foreword,
            home,
            sim,
            url,
            token,
            client_secret,
            portal,
            http: transport::client()?,
            now: START.parse()?,
        })
    }

    /// The home as the same process would open it.
    pub fn settings(&self) -> Settings {
        Settings {
            home: self.home.path().to_owned(),
            portal: None,
            base_url: Some(self.url.clone()),
            access_token: Some(Secret::new(&self.token)),
            model_dir: None,
            now: Some(self.now),
            lock: None,
            policy: std::sync::Arc::default(),
            keyring: app::Keyring::default(),
            zone: Some(journeys::zone()),
        }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.foreword);
        command
            .args(arguments)
            .arg("--json")
            .env("FOREWORD_HOME", self.home.path())
            .env("FOREWORD_HUBSPOT_URL", &self.url)
            .env("FOREWORD_ACCESS_TOKEN", &self.token)
            .env("FOREWORD_NOW", self.now.to_string())
            .env("FOREWORD_WEBHOOK_SECRET", &self.client_secret)
            .env("FOREWORD_LLM", "none");
        command
    }

    /// Runs `foreword` to its end. What it leaves for later, or refuses, is no failure here.
    pub fn run(&self, arguments: &[&str]) -> Result<Value> {
        let output = self.command(arguments).stderr(Stdio::piped()).output()?;
        match output.status.code() {
            Some(0 | 4) => Ok(serde_json::from_slice(&output.stdout)?),
            other => bail!("foreword {arguments:?} ended with {other:?}: {}", String::from_utf8_lossy(&output.stdout)),
        }
    }

    /// Starts a push in a process of its own.
    pub fn spawn_push(&self) -> Result<Push> {
        let child = self.command(&["push", "--no-wait"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        Ok(Push { child, started: Instant::now(), ended: None })
    }

    /// Starts any command in a process of its own.
    pub fn start_job(&self, words: Vec<String>, world: &World) -> Result<Job> {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let mut command = self.command(&words);
        match world.now {
            Some(now) => command.env("FOREWORD_NOW", now.to_string()),
            None => command.env_remove("FOREWORD_NOW"),
        };
        if let Some(blocks) = world.blocks {
            // What would be a signal is an error, as a full disk is.
            let mut limited = Command::new("sh");
            limited.args(["-c", &format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"")]);
            limited.arg(command.get_program()).args(command.get_args());
            for (name, value) in command.get_envs() {
                match value {
                    Some(value) => limited.env(name, value),
                    None => limited.env_remove(name),
                };
            }
            command = limited;
        }
        let errors = tempfile::NamedTempFile::new()?;
        let child = command.stdout(Stdio::null()).stderr(errors.reopen()?).spawn()?;
        Ok(Job { command: words.join(" "), was_killed: false, child, errors })
    }

    /// Does something in the portal, as somebody else would.
    pub async fn mutate(&self, what: &Value) -> Result<()> {
        self.post("mutate", what).await.map(|_| ())
    }

    async fn post(&self, path: &str, body: &Value) -> Result<Value> {
        let reply = self.http.post(format!("{}/_sim/{path}", self.url)).body(body.to_string()).send().await?;
        let (status, text) = (reply.status(), reply.text().await?);
        if !status.is_success() {
            bail!("{path} of {body}: {text}");
        }
        Ok(serde_json::from_str(&text)?)
    }

    async fn get(&self, path: &str) -> Result<Value> {
        let reply = self.http.get(format!("{}/_sim/{path}", self.url)).send().await?;
        Ok(serde_json::from_str(&reply.text().await?)?)
    }

    /// Sets how often requests fail from now on.
    pub async fn faults(&self, rates: &str) -> Result<()> {
        self.post("faults", &json!({ "faults": rates })).await.map(|_| ())
    }

    /// Changes a property in the portal, as somebody else would.
    pub async fn edit(&self, contact: &str, property: &str, value: &str, source: &str) -> Result<()> {
        let edit =
            json!({"op": "edit", "type": "contact", "id": contact, "source": source, "properties": {property: value}});
        self.post("mutate", &edit).await.map(|_| ())
    }

    /// Lets time pass, for the simulator and for `foreword`.
    pub async fn pass(&mut self, seconds: u64) -> Result<()> {
        let reply = self.post("advance", &json!({ "seconds": seconds })).await?;
        self.now = reply["now"].as_str().context("the simulator's time")?.parse()?;
        Ok(())
    }

    /// Every record of a type, archived ones too.
    pub async fn records(&self, object: &str) -> Result<Vec<Value>> {
        Ok(self.get(&format!("records/{object}")).await?["results"].as_array().cloned().unwrap_or_default())
    }

    /// One record of the portal, with its history.
    pub async fn record(&self, object: &str, id: &str) -> Result<Value> {
        self.get(&format!("records/{object}/{id}")).await
    }

    /// What the simulator has counted so far.
    pub async fn stats(&self) -> Result<Value> {
        self.get("stats").await
    }
}

impl Drop for Programs {
    fn drop(&mut self) {
        // Whatever ends us ends the simulator, too; if it has ended by itself, there is nothing to do.
        let _ = self.sim.kill();
        let _ = self.sim.wait();
    }
}

impl Push {
    /// Ends the process by SIGKILL, unless it has ended by itself.
    pub fn kill(mut self) -> Result<Ended> {
        if self.child.try_wait()?.is_some() {
            self.ended = Some(self.started.elapsed());
        }
        self.child.kill()?;
        let status = self.child.wait()?;
        // Without an exit status it was the signal.
        Ok(match status.code() {
            None => Ended::Killed,
            Some(_) => Ended::Before(self.ended.unwrap_or_else(|| self.started.elapsed())),
        })
    }
}

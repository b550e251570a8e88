//! Files that are sealed on disk and plain to whoever holds the key: an object store around the local file system, for LanceDB.
//!
//! A file begins with eight bytes that say what it is and twenty-four random ones. Its own key is the keyed BLAKE3 hash of both, so no two files
//! share one. Then come blocks of 4 KiB, each sealed with AES-256-GCM under its number, sixteen bytes longer than it was. The last one's
//! number says that it is the last, so a file that was cut off, or whose blocks were moved about, does not open. Any stretch is read by
//! opening the blocks it touches. The construction is STREAM's (Hoang, Reyhanitabar, Rogaway, Vizár, CRYPTO 2015).

use async_trait::async_trait;
use bytes::{Bytes, BytesMut};
use futures::{StreamExt, TryStreamExt, stream::BoxStream};
use lance_io::object_store::{
    DEFAULT_LOCAL_IO_PARALLELISM, ObjectStore as LanceStore, ObjectStoreParams, ObjectStoreProvider,
    ObjectStoreRegistry,
};
use object_store::{
    CopyOptions, GetOptions, GetResult, GetResultPayload, ListResult, MultipartUpload, ObjectMeta, ObjectStore,
    PutMultipartOptions, PutOptions, PutPayload, PutResult, RenameOptions, UploadPart, local::LocalFileSystem,
    path::Path,
};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use std::{
    fmt,
    fs::File,
    io::{Read as _, Seek as _, SeekFrom},
    ops::Range,
    sync::Arc,
};
use url::Url;
use zeroize::Zeroizing;

/// The scheme by which LanceDB reaches files through an object store rather than directly.
pub(crate) const SCHEME: &str = "file-object-store";
/// The eight bytes that a sealed file begins with.
const MAGIC: &[u8; 8] = b"fwsealed";
const HEADER: usize = 32;
/// Bytes sealed together. Small, since most reads are of a few kilobytes; sixteen more each are 0.4 %.
const BLOCK: usize = 4_096;
const TAG: usize = 16;
const STORE: &str = "sealed files";

type Result<T> = object_store::Result<T>;

/// The key that every file's own key is made with.
#[derive(Clone)]
pub(crate) struct SealingKey(Arc<Zeroizing<[u8; 32]>>);

impl SealingKey {
    /// Made of a store's key, so that there is one secret to keep.
    pub(crate) fn of(store_key: &[u8; 32]) -> Self {
        let mut key = Zeroizing::new([0; 32]);
        *key = blake3::derive_key("foreword 2026-11 files of the search index", store_key);
        Self(Arc::new(key))
    }

    fn file_key(&self, header: &[u8]) -> Result<LessSafeKey> {
        let key = Zeroizing::new(*blake3::keyed_hash(&self.0, header).as_bytes());
        let unbound = UnboundKey::new(&AES_256_GCM, &key[..]).map_err(|_| broken("its key is of no use"))?;
        Ok(LessSafeKey::new(unbound))
    }
}

/// Shows that there is a key and nothing of it.
impl fmt::Debug for SealingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealingKey")
    }
}

/// Lance's object stores, with sealed files in place of plain ones under [`SCHEME`].
pub(crate) fn registry(key: SealingKey) -> Arc<ObjectStoreRegistry> {
    let registry = ObjectStoreRegistry::default();
    registry.insert(SCHEME, Arc::new(Provider { key }));
    Arc::new(registry)
}

/// Sealed files as Lance's own readers want them.
pub(crate) fn lance_store(key: SealingKey) -> Result<LanceStore> {
    let root = Url::parse(&format!("{SCHEME}:///")).map_err(|error| failed(error.to_string()))?;
    Ok(around(Sealed { inner: LocalFileSystem::new(), key }, root, &ObjectStoreParams::default()))
}

/// Whether a file begins as sealed ones do. An empty one is nothing yet.
pub(crate) fn is_sealed(path: &std::path::Path) -> std::io::Result<bool> {
    let mut begins = Vec::with_capacity(MAGIC.len());
    File::open(path)?.take(MAGIC.len() as u64).read_to_end(&mut begins)?;
    Ok(begins.is_empty() || begins == MAGIC)
}

/// The plain bytes of a whole sealed file.
pub(crate) fn read_sealed(path: &std::path::Path, key: &SealingKey) -> Result<Vec<u8>> {
    let file = File::open(path).map_err(unread)?;
    let len = file.metadata().map_err(unread)?.len();
    let size = plain_len(len).ok_or_else(|| broken("it was cut short"))?;
    Ok(Opened::start(file, key, size)?.read(0..size)?.to_vec())
}

#[derive(Debug)]
struct Provider {
    key: SealingKey,
}

#[async_trait]
impl ObjectStoreProvider for Provider {
    async fn new_store(&self, base: Url, params: &ObjectStoreParams) -> lance_core::Result<LanceStore> {
        Ok(around(Sealed { inner: LocalFileSystem::new(), key: self.key.clone() }, base, params))
    }
}

fn around(sealed: Sealed, base: Url, params: &ObjectStoreParams) -> LanceStore {
    let block = params.block_size.unwrap_or(BLOCK);
    LanceStore::new(
        Arc::new(sealed),
        base,
        Some(block),
        None,
        false,
        false,
        DEFAULT_LOCAL_IO_PARALLELISM,
        0,
        params.storage_options(),
    )
}

/// The local file system as an object store whose files are sealed.
#[derive(Debug)]
pub(crate) struct Sealed {
    inner: LocalFileSystem,
    key: SealingKey,
}

impl fmt::Display for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(STORE)
    }
}

#[async_trait]
impl ObjectStore for Sealed {
    async fn put_opts(&self, location: &Path, payload: PutPayload, options: PutOptions) -> Result<PutResult> {
        let mut sealing = Sealing::start(&self.key)?;
        let mut sealed = vec![sealing.header()];
        for bytes in &payload {
            sealed.extend(sealing.add(bytes)?);
        }
        sealed.push(sealing.finish()?);
        self.inner.put_opts(location, sealed.into_iter().collect(), options).await
    }

    async fn put_multipart_opts(
        &self,
        location: &Path,
        options: PutMultipartOptions,
    ) -> Result<Box<dyn MultipartUpload>> {
        let upload = self.inner.put_multipart_opts(location, options).await?;
        Ok(Box::new(SealedUpload { upload, sealing: Sealing::start(&self.key)?, is_begun: false }))
    }

    async fn get_opts(&self, location: &Path, options: GetOptions) -> Result<GetResult> {
        let (range, head) = (options.range.clone(), options.head);
        let found = self.inner.get_opts(location, GetOptions { range: None, ..options }).await?;
        let meta = plain(found.meta.clone())?;
        let wanted = match range {
            Some(range) => range.as_range(meta.size).map_err(|error| failed(error.to_string()))?,
            None => 0..meta.size,
        };
        let payload = if head {
            GetResultPayload::Stream(futures::stream::empty().boxed())
        } else {
            let mut bytes = self.open(found.payload, meta.size, vec![wanted.clone()]).await?;
            let bytes = bytes.pop().unwrap_or_default();
            GetResultPayload::Stream(futures::stream::once(async move { Ok(bytes) }).boxed())
        };
        Ok(GetResult { payload, meta, range: wanted, ..found_without_payload(found.attributes) })
    }

    async fn get_ranges(&self, location: &Path, ranges: &[Range<u64>]) -> Result<Vec<Bytes>> {
        let found = self.inner.get_opts(location, GetOptions::default()).await?;
        let meta = plain(found.meta)?;
        self.open(found.payload, meta.size, ranges.to_vec()).await
    }

    fn delete_stream(&self, locations: BoxStream<'static, Result<Path>>) -> BoxStream<'static, Result<Path>> {
        self.inner.delete_stream(locations)
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        self.inner.list(prefix).and_then(|meta| async { Ok(listed(meta)) }).boxed()
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        let mut found = self.inner.list_with_delimiter(prefix).await?;
        found.objects = found.objects.into_iter().map(listed).collect();
        Ok(found)
    }

    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> Result<()> {
        // A copy says the same under the same key, so nothing is sealed twice with other words.
        self.inner.copy_opts(from, to, options).await
    }

    async fn rename_opts(&self, from: &Path, to: &Path, options: RenameOptions) -> Result<()> {
        self.inner.rename_opts(from, to, options).await
    }
}

impl Sealed {
    /// Stretches of a file that holds `size` plain bytes.
    async fn open(&self, payload: GetResultPayload, size: u64, ranges: Vec<Range<u64>>) -> Result<Vec<Bytes>> {
        let GetResultPayload::File(file, _) = payload else { return Err(broken("it is no file")) };
        let key = self.key.clone();
        tokio::task::spawn_blocking(move || {
            let mut opened = Opened::start(file, &key, size)?;
            ranges.into_iter().map(|range| opened.read(range)).collect()
        })
        .await
        .map_err(|error| failed(error.to_string()))?
    }
}

/// A sealed file that was opened for reading.
struct Opened {
    file: File,
    key: LessSafeKey,
    size: u64,
}

impl Opened {
    fn start(mut file: File, key: &SealingKey, size: u64) -> Result<Self> {
        let mut header = [0; HEADER];
        file.seek(SeekFrom::Start(0)).and_then(|_| file.read_exact(&mut header)).map_err(unread)?;
        if header[..MAGIC.len()] != *MAGIC {
            return Err(broken("it is not sealed"));
        }
        Ok(Self { file, key: key.file_key(&header)?, size })
    }

    fn read(&mut self, wanted: Range<u64>) -> Result<Bytes> {
        if self.size < wanted.end || wanted.end < wanted.start {
            return Err(broken("it ends before what is asked for"));
        }
        let block = BLOCK as u64;
        let last = blocks(self.size) - 1;
        let (first, end) = (wanted.start / block, (wanted.end.saturating_sub(1) / block).min(last));
        let from = HEADER as u64 + first * (block + TAG as u64);
        let until = if end == last { sealed_len(self.size) } else { HEADER as u64 + (end + 1) * (block + TAG as u64) };
        let len = usize::try_from(until - from).map_err(|_| broken("it is too large"))?;
        let mut sealed = vec![0; len];
        self.file.seek(SeekFrom::Start(from)).and_then(|_| self.file.read_exact(&mut sealed)).map_err(unread)?;
        let mut plain = BytesMut::with_capacity(len);
        for (number, block) in (first..).zip(sealed.chunks_mut(BLOCK + TAG)) {
            let opened = self
                .key
                .open_in_place(nonce(number, number == last), Aad::empty(), block)
                .map_err(|_| broken("it was changed, or sealed with another key"))?;
            plain.extend_from_slice(opened);
        }
        let skipped = usize::try_from(wanted.start - first * block).map_err(|_| broken("it is too large"))?;
        let len = usize::try_from(wanted.end - wanted.start).map_err(|_| broken("it is too large"))?;
        let plain = plain.freeze();
        if plain.len() < skipped + len {
            return Err(broken("it ends before what is asked for"));
        }
        Ok(plain.slice(skipped..skipped + len))
    }
}

/// A file that is being sealed, from its beginning on.
struct Sealing {
    key: LessSafeKey,
    header: [u8; HEADER],
    /// What does not fill a block yet, or fills the one that may be the last.
    held: Vec<u8>,
    number: u64,
}

impl fmt::Debug for Sealing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealing")
    }
}

impl Sealing {
    fn start(key: &SealingKey) -> Result<Self> {
        let mut header = [0; HEADER];
        header[..MAGIC.len()].copy_from_slice(MAGIC);
        ring::rand::SecureRandom::fill(&ring::rand::SystemRandom::new(), &mut header[MAGIC.len()..])
            .map_err(|_| failed("the system gives no random bytes".to_owned()))?;
        Ok(Self { key: key.file_key(&header)?, header, held: Vec::with_capacity(BLOCK), number: 0 })
    }

    fn header(&self) -> Bytes {
        Bytes::copy_from_slice(&self.header)
    }

    /// The blocks that these bytes fill; the rest is held back, a whole block too, since it may be the last.
    fn add(&mut self, bytes: &[u8]) -> Result<Option<Bytes>> {
        let mut sealed = Vec::with_capacity(bytes.len() + bytes.len() / 128 + BLOCK);
        let mut rest = bytes;
        while !rest.is_empty() {
            if self.held.len() == BLOCK {
                self.seal(&mut sealed, false)?;
            }
            let (now, later) = rest.split_at(rest.len().min(BLOCK - self.held.len()));
            self.held.extend_from_slice(now);
            rest = later;
        }
        Ok((!sealed.is_empty()).then(|| Bytes::from(sealed)))
    }

    fn finish(&mut self) -> Result<Bytes> {
        let mut sealed = Vec::with_capacity(self.held.len() + TAG);
        self.seal(&mut sealed, true)?;
        Ok(Bytes::from(sealed))
    }

    fn seal(&mut self, into: &mut Vec<u8>, is_last: bool) -> Result<()> {
        let tag = self
            .key
            .seal_in_place_separate_tag(nonce(self.number, is_last), Aad::empty(), &mut self.held)
            .map_err(|_| failed("sealing a block failed".to_owned()))?;
        into.append(&mut self.held);
        into.extend_from_slice(tag.as_ref());
        self.number += 1;
        Ok(())
    }
}

#[derive(Debug)]
struct SealedUpload {
    upload: Box<dyn MultipartUpload>,
    sealing: Sealing,
    is_begun: bool,
}

#[async_trait]
impl MultipartUpload for SealedUpload {
    fn put_part(&mut self, data: PutPayload) -> UploadPart {
        let mut parts = Vec::new();
        if !self.is_begun {
            self.is_begun = true;
            parts.push(self.sealing.header());
        }
        for bytes in &data {
            match self.sealing.add(bytes) {
                Ok(sealed) => parts.extend(sealed),
                Err(error) => return Box::pin(async move { Err(error) }),
            }
        }
        if parts.is_empty() {
            return Box::pin(async { Ok(()) });
        }
        self.upload.put_part(parts.into_iter().collect())
    }

    async fn complete(&mut self) -> Result<PutResult> {
        let mut parts = Vec::new();
        if !self.is_begun {
            self.is_begun = true;
            parts.push(self.sealing.header());
        }
        parts.push(self.sealing.finish()?);
        self.upload.put_part(parts.into_iter().collect()).await?;
        self.upload.complete().await
    }

    async fn abort(&mut self) -> Result<()> {
        self.upload.abort().await
    }
}

/// The number of a block as AES-GCM wants it: twelve bytes, never the same twice under one file's key.
fn nonce(number: u64, is_last: bool) -> Nonce {
    let mut bytes = [0; NONCE_LEN];
    bytes[0] = u8::from(is_last);
    bytes[4..].copy_from_slice(&number.to_be_bytes());
    Nonce::assume_unique_for_key(bytes)
}

/// Blocks of a file of so many plain bytes; an empty one has a block too, which says that it is whole.
fn blocks(size: u64) -> u64 {
    size.div_ceil(BLOCK as u64).max(1)
}

fn sealed_len(size: u64) -> u64 {
    HEADER as u64 + size + blocks(size) * TAG as u64
}

/// Plain bytes of a file that takes `len` on disk; none where no sealed file could.
pub(crate) fn plain_len(len: u64) -> Option<u64> {
    let sealed = len.checked_sub(HEADER as u64)?;
    let blocks = sealed.div_ceil((BLOCK + TAG) as u64).max(1);
    let size = sealed.checked_sub(blocks * TAG as u64)?;
    (sealed_len(size) == len).then_some(size)
}

fn plain(meta: ObjectMeta) -> Result<ObjectMeta> {
    let size = plain_len(meta.size).ok_or_else(|| broken("it was cut short"))?;
    Ok(ObjectMeta { size, ..meta })
}

/// As [`plain`], but what is no sealed file is listed as it is: it can be deleted, not read.
fn listed(meta: ObjectMeta) -> ObjectMeta {
    ObjectMeta { size: plain_len(meta.size).unwrap_or(meta.size), ..meta }
}

fn found_without_payload(attributes: object_store::Attributes) -> GetResult {
    let nowhere = ObjectMeta {
        location: Path::default(),
        last_modified: Default::default(),
        size: 0,
        e_tag: None,
        version: None,
    };
    GetResult {
        payload: GetResultPayload::Stream(futures::stream::empty().boxed()),
        meta: nowhere,
        range: 0..0,
        attributes,
        extensions: Default::default(),
    }
}

fn unread(error: std::io::Error) -> object_store::Error {
    object_store::Error::Generic { store: STORE, source: Box::new(error) }
}

fn broken(why: &'static str) -> object_store::Error {
    failed(format!("a sealed file does not open: {why}"))
}

fn failed(why: String) -> object_store::Error {
    object_store::Error::Generic { store: STORE, source: why.into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use object_store::ObjectStoreExt as _;
    use proptest::prelude::*;

    fn store(key: u8) -> Sealed {
        Sealed { inner: LocalFileSystem::new(), key: SealingKey::of(&[key; 32]) }
    }

    fn place(dir: &std::path::Path, name: &str) -> Path {
        Path::from_absolute_path(dir.join(name)).unwrap()
    }

    fn bytes(len: usize) -> Vec<u8> {
        (0..len).map(|at| (at * 31 % 251) as u8).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]

        /// However a file is written, every stretch of it reads back, and its length is what was written.
        #[test]
        fn what_is_sealed_opens(
            parts in prop::collection::vec(0_usize..20_000, 0..4), from in 0.0_f64..1.0, share in 0.0_f64..1.0, whole in any::<bool>(),
        ) {
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            runtime.block_on(async {
                let dir = tempfile::tempdir().unwrap();
                let (store, at) = (store(1), place(dir.path(), "a"));
                let plain = bytes(parts.iter().sum());
                if whole {
                    store.put(&at, plain.clone().into()).await.unwrap();
                } else {
                    let mut upload = store.put_multipart(&at).await.unwrap();
                    let mut start = 0;
                    for part in &parts {
                        upload.put_part(plain[start..start + part].to_vec().into()).await.unwrap();
                        start += part;
                    }
                    upload.complete().await.unwrap();
                }
                assert_eq!(store.head(&at).await.unwrap().size, plain.len() as u64);
                assert_eq!(store.get(&at).await.unwrap().bytes().await.unwrap(), plain);
                let start = (from * plain.len() as f64) as usize;
                let end = start + (share * (plain.len() - start) as f64) as usize;
                if start < end {
                    let read = store.get_range(&at, start as u64..end as u64).await.unwrap();
                    assert_eq!(read, plain[start..end]);
                    let read = store.get_ranges(&at, &[start as u64..end as u64, 0..1]).await.unwrap();
                    assert_eq!((&read[0][..], &read[1][..]), (&plain[start..end], &plain[..1]));
                }
                let listed: Vec<ObjectMeta> = store.list(Some(&place(dir.path(), ""))).try_collect().await.unwrap();
                assert_eq!(listed[0].size, plain.len() as u64);
            });
        }
    }

    #[tokio::test]
    async fn what_was_changed_cut_or_sealed_with_another_key_does_not_open() {
        let dir = tempfile::tempdir().unwrap();
        let at = place(dir.path(), "a");
        let plain = bytes(3 * BLOCK);
        store(1).put(&at, plain.clone().into()).await.unwrap();
        let file = dir.path().join("a");
        let sealed = std::fs::read(&file).unwrap();
        assert!(!sealed.windows(32).any(|window| window == &plain[..32]));
        let reads = async |store: &Sealed| match store.get(&at).await {
            Ok(found) => found.bytes().await.is_ok(),
            Err(_) => false,
        };
        assert!(reads(&store(1)).await && !reads(&store(2)).await);
        let swapped =
            [&sealed[..HEADER], &sealed[HEADER + BLOCK + TAG..], &sealed[HEADER..HEADER + BLOCK + TAG]].concat();
        let mut flipped = sealed.clone();
        flipped[HEADER + BLOCK] ^= 1;
        let whole_blocks = sealed[..HEADER + 2 * (BLOCK + TAG)].to_vec();
        for damaged in [swapped, flipped, whole_blocks, sealed[..sealed.len() - 1].to_vec(), plain] {
            std::fs::write(&file, damaged).unwrap();
            assert!(!reads(&store(1)).await);
        }
    }

    #[test]
    fn lengths_go_both_ways() {
        for size in [0, 1, 4_095, 4_096, 4_097, 8_192, 1_000_000] {
            assert_eq!(plain_len(sealed_len(size)), Some(size));
        }
        assert_eq!((plain_len(0), plain_len(40)), (None, None));
    }
}

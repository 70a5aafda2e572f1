//! What happens when the disk is full, at every place where it can become full.

use super::fixture::{manifest, message, options, write};
use super::folder::Folder;
use super::index::create_in;
use super::{Error, Prepared, Store};
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use tantivy::Directory;
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    AntiCallToken, DirectoryLock, FileHandle, Lock, TerminatingWrite, WatchCallback, WatchHandle,
    WritePtr,
};

/// A disk on which so many bytes are left.
#[derive(Debug, Clone)]
struct Disk {
    folder: Folder,
    left: Arc<AtomicI64>,
}

fn take(left: &AtomicI64, n_bytes: usize) -> io::Result<()> {
    let n_bytes = i64::try_from(n_bytes).unwrap();
    if left.fetch_sub(n_bytes, Ordering::SeqCst) < n_bytes {
        Err(io::Error::from(io::ErrorKind::StorageFull))
    } else {
        Ok(())
    }
}

struct File {
    inner: WritePtr,
    left: Arc<AtomicI64>,
}

impl Write for File {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        take(&self.left, bytes.len())?;
        self.inner.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl TerminatingWrite for File {
    fn terminate_ref(&mut self, token: AntiCallToken) -> io::Result<()> {
        self.inner.terminate_ref(token)
    }
}

impl Directory for Disk {
    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        Ok(BufWriter::new(Box::new(File {
            inner: self.folder.open_write(path)?,
            left: Arc::clone(&self.left),
        })))
    }

    fn atomic_write(&self, path: &Path, content: &[u8]) -> io::Result<()> {
        take(&self.left, content.len())?;
        self.folder.atomic_write(path, content)
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        self.folder.acquire_lock(lock)
    }

    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        self.folder.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.folder.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.folder.exists(path)
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.folder.atomic_read(path)
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.folder.sync_directory()
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.folder.watch(callback)
    }
}

/// Puts two documents, replacing one, and commits.
fn second_run(store: &mut Store) -> Result<(), Error> {
    let mut writer = store.writer(options(1))?;
    writer.put(Prepared::of(&message(1, "nieuw"), &[]))?;
    writer.put(Prepared::of(&message(2, "nieuw"), &[]))?;
    writer.commit(&manifest(2))
}

#[test]
fn a_full_disk_is_named_and_leaves_the_last_commit() {
    let folder = tempfile::tempdir().unwrap();
    let left = Arc::new(AtomicI64::new(i64::MAX));
    let disk = Disk {
        folder: Folder::open(folder.path()).unwrap(),
        left: Arc::clone(&left),
    };
    let mut store = create_in(folder.path(), disk).unwrap();
    write(&mut store, &[message(1, "oud")], 1, 1);

    let enough = 1 << 20;
    left.store(enough, Ordering::SeqCst);
    let used = {
        let copy = tempfile::tempdir().unwrap();
        for entry in std::fs::read_dir(folder.path()).unwrap() {
            let entry = entry.unwrap();
            std::fs::copy(entry.path(), copy.path().join(entry.file_name())).unwrap();
        }
        let disk = Disk {
            folder: Folder::open(copy.path()).unwrap(),
            left: Arc::clone(&left),
        };
        let index = tantivy::Index::open(disk).unwrap();
        second_run(&mut Store::over(copy.path(), index).unwrap()).unwrap();
        enough - left.load(Ordering::SeqCst)
    };

    let mut n_failed = 0;
    for step in 0..40 {
        left.store(used * step / 40, Ordering::SeqCst);
        let result = second_run(&mut store);
        left.store(i64::MAX, Ordering::SeqCst);
        let reader = Store::open(folder.path()).unwrap();
        reader.verify().unwrap();
        if reader.manifest() == Some(&manifest(1)) {
            assert!(matches!(result, Err(Error::DiskFull { .. })), "{result:?}");
            assert_eq!(reader.n_documents(), 1);
            n_failed += 1;
        } else {
            assert_eq!(
                (reader.n_documents(), reader.manifest()),
                (2, Some(&manifest(2)))
            );
        }
    }
    assert!(n_failed >= 30, "{n_failed}");
    second_run(&mut store).unwrap();
    store.refresh().unwrap();
    assert_eq!(
        (store.n_documents(), store.manifest()),
        (2, Some(&manifest(2)))
    );
}

//! The shipped scenarios as bytes: the catalogue checked already, the files that a reader may open as they are. The
//! page brings this instead of the catalogue's files: it is smaller, and there is nothing to read and check at start.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Catalogue, FILES, SHIPPED, SourceFile, shipped_files};

/// What is packed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Packed {
    catalogue: Catalogue,
    files: Vec<SourceFile>,
}

/// The folders whose files a reader may open.
const OPENED: [&str; 2] = ["exercises", "plans"];

impl Packed {
    /// The scenarios that this program ships.
    #[must_use]
    pub fn shipped() -> Self {
        Self {
            catalogue: Catalogue::clone(Catalogue::shipped()),
            files: OPENED.into_iter().flat_map(shipped_files).collect(),
        }
    }

    /// The bytes to bring along.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        postcard::to_allocvec(self).expect("definitions have nothing that cannot be written")
    }

    /// What was packed, if the bytes are of this very build.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        postcard::from_bytes(bytes).ok()
    }
}

/// Takes packed scenarios as those that the program ships; whether that went well. To be called before anything
/// asks for them.
#[must_use]
pub fn unpack(bytes: &[u8]) -> bool {
    let Some(Packed { catalogue, files }) = Packed::from_bytes(bytes) else {
        return false;
    };
    SHIPPED.set(Arc::new(catalogue)).is_ok() && FILES.set(files).is_ok()
}

#[cfg(all(test, feature = "embedded"))]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_comes_out_whole() {
        let packed = Packed::shipped();
        let bytes = packed.to_bytes();
        let found = Packed::from_bytes(&bytes).expect("bytes of this build");
        assert!(found.to_bytes() == bytes, "something changes on the way");
        assert_eq!(found.catalogue.routes.len(), packed.catalogue.routes.len());
        let terms = |packed: &Packed| packed.catalogue.registers.terms.len();
        assert_eq!(terms(&found), terms(&packed));
        assert!(
            found
                .files
                .iter()
                .any(|file| file.name.starts_with("scenarios/plans/"))
        );
        assert!(
            !found
                .files
                .iter()
                .any(|file| file.name.starts_with("scenarios/catalogue/"))
        );
    }

    #[test]
    fn what_is_cut_off_is_refused() {
        let bytes = Packed::shipped().to_bytes();
        assert!(Packed::from_bytes(&bytes[..bytes.len() / 2]).is_none());
        assert!(Packed::from_bytes(&[]).is_none());
    }
}

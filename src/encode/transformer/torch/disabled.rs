use crate::encode::transformer::pieces::Window;
use crate::encode::transformer::tensors::Tensors;
use crate::encode::transformer::{Architecture, Error};

/// The engine that this program was built without: there is none.
#[derive(Debug)]
pub(in crate::encode::transformer) enum Torch {}

impl Torch {
    /// Says that there is none.
    pub(in crate::encode::transformer) fn open(
        _tensors: &Tensors,
        _sizes: &Architecture,
        _n_at_once: usize,
    ) -> Result<Self, Error> {
        Err(Error::NotBuilt)
    }

    /// Cannot be called.
    pub(in crate::encode::transformer) fn means(
        &self,
        _windows: &[Window],
    ) -> Vec<Result<Vec<f32>, Error>> {
        match *self {}
    }

    /// Cannot be called.
    pub(in crate::encode::transformer) fn states(
        &self,
        _pieces: &[u32],
    ) -> Result<Vec<f32>, Error> {
        match *self {}
    }
}

//! The picture of the queue that the engine writes and front ends sample.

use crate::queue::QueueView;
use std::sync::{Arc, Mutex, PoisonError};

/// One shared picture, replaced as a whole.
#[derive(Debug, Default)]
pub(super) struct Snapshot {
    view: Mutex<Arc<QueueView>>,
}

impl Snapshot {
    pub(super) fn get(&self) -> Arc<QueueView> {
        Arc::clone(&self.view.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn set(&self, view: Arc<QueueView>) {
        *self.view.lock().unwrap_or_else(PoisonError::into_inner) = view;
    }
}

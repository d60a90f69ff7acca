//! The picture of the queue that the engine writes and front ends sample.

use crate::queue::{QueueView, WorkView};
use std::sync::{Arc, Mutex, PoisonError};

/// One shared picture, replaced as a whole.
#[derive(Debug, Default)]
pub(super) struct Snapshot {
    view: Mutex<Arc<QueueView>>,
    works: Mutex<Arc<Vec<WorkView>>>,
}

impl Snapshot {
    pub(super) fn get(&self) -> Arc<QueueView> {
        Arc::clone(&self.view.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn set(&self, view: Arc<QueueView>) {
        *self.view.lock().unwrap_or_else(PoisonError::into_inner) = view;
    }

    pub(super) fn works(&self) -> Arc<Vec<WorkView>> {
        Arc::clone(&self.works.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether they differ from those before.
    pub(super) fn set_works(&self, works: Vec<WorkView>) -> bool {
        let mut held = self.works.lock().unwrap_or_else(PoisonError::into_inner);
        let changed = **held != works;
        if changed {
            *held = Arc::new(works);
        }
        changed
    }
}

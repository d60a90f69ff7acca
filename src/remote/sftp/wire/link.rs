//! The requests under way on one stream: each gets a number, each answer finds its request, all end when the link dies.

use super::attrs::Attrs;
use super::fields::{Fields, PacketWriter};
use super::packet::{ATTRS, CLOSE, DATA, EXTENDED_REPLY, HANDLE, NAME, READ, STATUS};
use super::read_queue::ReadQueue;
use super::reply::{Answer, NameEntry, Status};
use super::write_queue::WriteQueue;
use crate::error::{Error, ErrorKind, PacketFault};
use bytes::{BufMut, Bytes, BytesMut};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{Notify, mpsc, oneshot};

/// An answer that someone waits for.
#[derive(Debug)]
pub(super) enum Reply {
    Status(Status),
    Handle(RemoteHandle),
    Names(Vec<NameEntry>),
    Attrs(Attrs),
    Extended(Fields),
}

/// Where the answer to a request comes.
pub(super) type ReplyReceiver = oneshot::Receiver<Result<Reply, Box<Error>>>;

/// The type of a good answer; a status is always possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Expect {
    Status,
    Handle,
    Names,
    Attrs,
    Extended,
}

impl Expect {
    fn packet_type(self) -> u8 {
        match self {
            Self::Status => STATUS,
            Self::Handle => HANDLE,
            Self::Names => NAME,
            Self::Attrs => ATTRS,
            Self::Extended => EXTENDED_REPLY,
        }
    }
}

/// Who gets the answer to a request.
#[derive(Debug)]
enum Pending {
    /// Whoever waits at the other end.
    Waiting { expect: Expect, slow: bool, to: oneshot::Sender<Result<Reply, Box<Error>>> },
    /// A reader; `handle` for asking again after a short answer, `None` when the handle is closed already.
    Read { queue: Arc<ReadQueue>, slot: u64, length: u32, handle: Option<Bytes> },
    /// A writer.
    Write { queue: Arc<WriteQueue>, slot: u64 },
    /// Nobody: a handle closed in the background.
    Nobody,
}

/// What the sending task does next.
#[derive(Debug)]
pub(super) enum Outgoing {
    /// Sends these bytes: whole packets.
    Packets(Bytes),
    /// Closes the stream, after everything before it.
    Close,
}

#[derive(Debug, Default)]
struct Table {
    pending: HashMap<u32, Pending>,
    slow: usize,
    dead: Option<Box<Error>>,
}

/// The requests of one stream.
#[derive(Debug)]
pub(super) struct Link {
    table: Mutex<Table>,
    outgoing: mpsc::UnboundedSender<Outgoing>,
    next_number: AtomicU32,
    sent: AtomicU64,
    /// Told when the first request comes under way.
    pub(super) became_busy: Notify,
    /// Told when the stream was closed from this side.
    pub(super) closed: Notify,
    /// Told when the link is dead: nothing needs to be sent any more.
    pub(super) died: Notify,
}

/// A READ whose content is arriving.
#[derive(Debug)]
pub(super) struct Arriving {
    queue: Arc<ReadQueue>,
    slot: u64,
    handle: Option<Bytes>,
    came: u32,
}

impl Arriving {
    pub(super) fn piece(&self, bytes: Bytes) {
        self.queue.piece(self.slot, bytes);
    }

    /// The link died in the middle of it.
    pub(super) fn lost(&self, error: &Error) {
        self.queue.lost(error);
    }
}

/// A range to read: the number of its slot, offset, length.
pub(super) type ReadRange = (u64, u64, u32);

impl Link {
    /// A link, and what its sending task must send.
    pub(super) fn new() -> (Arc<Self>, mpsc::UnboundedReceiver<Outgoing>) {
        let (outgoing, queue) = mpsc::unbounded_channel();
        let link = Self {
            table: Mutex::default(),
            outgoing,
            next_number: AtomicU32::new(1),
            sent: AtomicU64::new(0),
            became_busy: Notify::new(),
            closed: Notify::new(),
            died: Notify::new(),
        };
        (Arc::new(link), queue)
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn transmit(&self, bytes: Bytes) {
        // Fails only when the sending task has ended: then the link is dead or about to be.
        let _gone = self.outgoing.send(Outgoing::Packets(bytes));
    }

    /// Registers requests under fresh numbers; an error when the link is dead, which then names its cause.
    fn register(&self, pending: impl Iterator<Item = Pending>) -> Result<Vec<u32>, Box<Error>> {
        let mut table = self.table();
        if let Some(error) = &table.dead {
            return Err(error.clone());
        }
        let was_idle = table.pending.is_empty();
        let mut numbers = Vec::with_capacity(pending.size_hint().0);
        for pending in pending {
            let number = loop {
                let number = self.next_number.fetch_add(1, Ordering::Relaxed);
                if !table.pending.contains_key(&number) {
                    break number;
                }
            };
            table.slow += usize::from(matches!(pending, Pending::Waiting { slow: true, .. }));
            table.pending.insert(number, pending);
            numbers.push(number);
        }
        drop(table);
        if was_idle {
            self.became_busy.notify_one();
        }
        Ok(numbers)
    }

    /// Sends one request; answers its number and where its reply will come. Once this returns the request is on its way,
    /// whether or not anyone waits. `slow` requests (fsync, copies on the server) may take minutes.
    pub(super) fn request(
        &self,
        packet_type: u8,
        expect: Expect,
        slow: bool,
        fill: impl FnOnce(&mut PacketWriter),
    ) -> Result<(u32, ReplyReceiver), Box<Error>> {
        let (to, reply) = oneshot::channel();
        let numbers = self.register(std::iter::once(Pending::Waiting { expect, slow, to }))?;
        let number = numbers.first().copied().unwrap_or_default();
        let mut packet = PacketWriter::new(packet_type, number);
        fill(&mut packet);
        self.transmit(packet.finish());
        Ok((number, reply))
    }

    /// Sends READs in one go. With `last`, the handle is about to be closed, and short answers are not asked again.
    pub(super) fn read(
        &self,
        queue: &Arc<ReadQueue>,
        handle: &Bytes,
        ranges: &[ReadRange],
        last: bool,
    ) -> Result<(), Box<Error>> {
        let numbers = self.register(ranges.iter().map(|(slot, _, length)| Pending::Read {
            queue: Arc::clone(queue),
            slot: *slot,
            length: *length,
            handle: (!last).then(|| handle.clone()),
        }))?;
        let mut bytes = BytesMut::with_capacity(ranges.len() * (25 + handle.len()));
        for (number, (_, offset, length)) in numbers.iter().zip(ranges) {
            put_read(&mut bytes, *number, handle, *offset, *length);
        }
        self.transmit(bytes.freeze());
        Ok(())
    }

    /// Sends a WRITE packet whose bytes 5 to 9 are overwritten with its number.
    pub(super) fn write(&self, queue: &Arc<WriteQueue>, slot: u64, mut packet: BytesMut) -> Result<(), Box<Error>> {
        let numbers = self.register(std::iter::once(Pending::Write { queue: Arc::clone(queue), slot }))?;
        if let (Some(field), Some(number)) = (packet.get_mut(5..9), numbers.first()) {
            field.copy_from_slice(&number.to_be_bytes());
        }
        self.transmit(packet.freeze());
        Ok(())
    }

    fn close_quietly(&self, handle: &[u8]) {
        // A dead link has no open handles.
        let Ok(numbers) = self.register(std::iter::once(Pending::Nobody)) else { return };
        let mut packet = PacketWriter::new(CLOSE, numbers.first().copied().unwrap_or_default());
        packet.string(handle);
        self.transmit(packet.finish());
    }

    fn take(&self, number: u32) -> Result<Pending, PacketFault> {
        let mut table = self.table();
        let pending = table.pending.remove(&number).ok_or(PacketFault::UnknownRequest { request: number })?;
        table.slow -= usize::from(matches!(pending, Pending::Waiting { slow: true, .. }));
        Ok(pending)
    }

    /// Content begins to arrive for a request.
    ///
    /// # Errors
    /// `UnknownRequest`, `WrongReply`, `TooMuchData`.
    pub(super) fn data_start(&self, number: u32, came: u32) -> Result<Arriving, PacketFault> {
        let pending = self.take(number)?;
        let fault = match pending {
            Pending::Read { queue, slot, length, handle } if came <= length => {
                return Ok(Arriving { queue, slot, handle, came });
            }
            Pending::Read { length, .. } => PacketFault::TooMuchData { asked: length, came },
            _ => PacketFault::WrongReply { packet_type: DATA },
        };
        self.put_back(number, pending);
        Err(fault)
    }

    /// Whoever waits for a wrong packet must get the fault as everyone else does.
    fn put_back(&self, number: u32, pending: Pending) {
        self.table().pending.insert(number, pending);
    }

    /// The content of a request is complete.
    pub(super) fn data_end(&self, arriving: Arriving) {
        let Arriving { queue, slot, handle, came } = arriving;
        let Some((offset, length)) = queue.answered(slot, came, handle.is_some()) else { return };
        if let Some(handle) = handle
            && let Err(error) = self.read(&queue, &handle, &[(slot, offset, length)], false)
        {
            queue.lost(&error);
        }
    }

    /// Hands any other packet to whoever asked for it.
    ///
    /// # Errors
    /// What is wrong with the packet.
    pub(super) fn deliver(self: &Arc<Self>, packet_type: u8, body: Bytes) -> Result<(), PacketFault> {
        if !matches!(packet_type, STATUS | HANDLE | NAME | ATTRS | EXTENDED_REPLY) {
            return Err(PacketFault::UnexpectedType { packet_type });
        }
        let mut fields = Fields(body);
        let number = fields.u32().ok_or(PacketFault::TooShort { packet_type: Some(packet_type) })?;
        let pending = self.take(number)?;
        let fits = packet_type == STATUS
            || matches!(&pending, Pending::Waiting { expect, .. } if expect.packet_type() == packet_type);
        let answer =
            if fits { Answer::parse(packet_type, fields.0) } else { Err(PacketFault::WrongReply { packet_type }) };
        let answer = match answer {
            Ok(answer) => answer,
            Err(fault) => {
                self.put_back(number, pending);
                return Err(fault);
            }
        };
        match (pending, answer) {
            (Pending::Read { queue, slot, .. }, Answer::Status(status)) => queue.refused(slot, status),
            (Pending::Write { queue, slot }, Answer::Status(status)) => queue.answered(slot, status),
            (Pending::Waiting { to, .. }, answer) => {
                // Nobody may wait any more; then a handle in the reply is closed as it is dropped.
                let _unwanted = to.send(Ok(match answer {
                    Answer::Status(status) => Reply::Status(status),
                    Answer::Handle(bytes) => {
                        Reply::Handle(RemoteHandle { link: Arc::clone(self), bytes, is_open: true })
                    }
                    Answer::Names(names) => Reply::Names(names),
                    Answer::Attrs(attrs) => Reply::Attrs(attrs),
                    Answer::Extended(fields) => Reply::Extended(fields),
                }));
            }
            (Pending::Nobody | Pending::Read { .. } | Pending::Write { .. }, _) => {}
        }
        Ok(())
    }

    /// Ends every request with `error`, and all later ones too. The first cause stays.
    pub(super) fn fail(&self, error: &Error) {
        let mut table = self.table();
        if table.dead.is_none() {
            table.dead = Some(Box::new(error.clone()));
        }
        let error = table.dead.clone().unwrap_or_else(|| Box::new(error.clone()));
        table.slow = 0;
        let pending = std::mem::take(&mut table.pending);
        drop(table);
        for pending in pending.into_values() {
            match pending {
                Pending::Waiting { to, .. } => {
                    let _unwanted = to.send(Err(error.clone()));
                }
                Pending::Read { queue, .. } => queue.lost(&error),
                Pending::Write { queue, .. } => queue.lost(&error),
                Pending::Nobody => {}
            }
        }
        self.died.notify_one();
        self.close();
    }

    /// Closes the stream once everything before is sent.
    pub(super) fn close(&self) {
        let _gone = self.outgoing.send(Outgoing::Close);
    }

    /// What killed the link; `None` while it lives.
    pub(super) fn death(&self) -> Option<Box<Error>> {
        self.table().dead.clone()
    }

    /// Whether answers are awaited, and whether one of them may take minutes.
    pub(super) fn awaits(&self) -> (bool, bool) {
        let table = self.table();
        (!table.pending.is_empty(), table.slow > 0)
    }

    /// Notes bytes that the transport took.
    pub(super) fn note_sent(&self, bytes: usize) {
        self.sent.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    /// Bytes that the transport took in all.
    pub(super) fn sent(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }
}

fn put_read(bytes: &mut BytesMut, number: u32, handle: &[u8], offset: u64, length: u32) {
    let handle_length = u32::try_from(handle.len()).unwrap_or(u32::MAX);
    bytes.put_u32(handle_length.saturating_add(21));
    bytes.put_u8(READ);
    bytes.put_u32(number);
    bytes.put_u32(handle_length);
    bytes.put_slice(handle);
    bytes.put_u64(offset);
    bytes.put_u32(length);
}

/// An open file or folder on the server; closed in the background when dropped.
#[derive(Debug)]
pub(super) struct RemoteHandle {
    link: Arc<Link>,
    bytes: Bytes,
    is_open: bool,
}

impl RemoteHandle {
    pub(super) fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// Takes the handle to close it in the open.
    pub(super) fn into_bytes(mut self) -> Bytes {
        self.is_open = false;
        self.bytes.clone()
    }
}

impl Drop for RemoteHandle {
    fn drop(&mut self) {
        if self.is_open {
            self.link.close_quietly(&self.bytes);
        }
    }
}

/// The error of a link whose other end is gone.
pub(super) fn connection_lost(detail: &str) -> Box<Error> {
    let error = Error::new(ErrorKind::ConnectionLost);
    if detail.is_empty() { error } else { error.with_detail(detail) }
}

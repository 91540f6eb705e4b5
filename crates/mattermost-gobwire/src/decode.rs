//! The decoder (encoding/gob/decoder.go, decode.go).

use std::sync::Arc;

use crate::by_id::ById;
use crate::encode::GobType;
use crate::error::{Error, Result};
use crate::types::{TypeTable, WireType};
use crate::value::{Interface, StructType, Type, Value};
use crate::wire::{ids, parse_uint, uint_to_int};

/// Deepest nesting of values the decoder follows before giving up.
///
/// Go has no such limit for values (only `maxIgnoreNestingDepth` for skipped *types*), relying on
/// growable goroutine stacks. A Rust thread's stack is fixed, so a hostile or pathological stream
/// fails with an error here rather than overflowing it.
///
/// A worker thread of tokio has 2 MiB, and a level of interfaces takes up to 10 KiB of it in an
/// unoptimised build.
pub const MAX_DEPTH: usize = 128;

/// Deepest nesting the completeness scan follows. It keeps its place on the heap, so that a value
/// nested deeper than [`MAX_DEPTH`] is still known to be complete: decoding it fails, and what
/// comes after it on the stream does not.
const MAX_SCAN_DEPTH: usize = 65_536;

/// Most nodes a remote type may expand to in a dynamic [`Type`]. Each definition that mentions
/// another one twice doubles the size, so without a bound forty definitions fill any memory.
const MAX_DYNAMIC_TYPE_NODES: usize = 65_536;

/// Buffer kept between two values.
const MAX_IDLE_BUFFER: usize = 64 * 1024;

/// Most elements memory is reserved for before the first of them has been read.
const MAX_RESERVE: usize = 1024;

/// A value that can be decoded from a gob stream **into an existing value**.
///
/// Go's decoder does not reset its destination: struct fields absent from the stream keep their
/// values, pointers and slices are reused, maps gain entries. Implementations must preserve
/// that, which is why this takes `&mut self` rather than returning a fresh value.
pub trait Decode: GobType {
    /// Decodes the next value into this one. `wire` is the id of its type on the stream.
    ///
    /// # Errors
    ///
    /// Where the bytes are no such value, or a type that this one cannot hold. This value may hold
    /// a part of it then.
    fn decode_into(&mut self, d: &mut ValueDecoder<'_>, wire: i64) -> Result<()>;

    #[doc(hidden)]
    /// `[]Self` into a `Vec<Self>` (decode.go, `decodeSlice`). Overridden by `u8`.
    fn decode_vec(vec: &mut Vec<Self>, d: &mut ValueDecoder<'_>, wire: i64) -> Result<()>
    where
        Self: Sized + Default,
    {
        let elem = match d.types.get(wire).map(|t| &**t) {
            Some(WireType::Slice { elem, .. }) => *elem,
            _ => return Err(d.mismatch::<Vec<Self>>(wire)),
        };
        let n = d.read_len()?;
        // Go reuses the backing array when its capacity suffices (merging into the elements
        // already there) and otherwise allocates zeroed elements. A Rust `Vec`'s capacity is not
        // a Go slice's, so length stands in for capacity: see the crate docs.
        if vec.len() < n {
            vec.clear();
            // Exactly: most slices are short, and their elements large.
            vec.reserve_exact(n.min(d.remaining()).min(MAX_RESERVE));
        } else {
            vec.truncate(n);
        }
        for i in 0..n {
            d.expect_element(n as u64)?;
            if i == vec.len() {
                vec.push(Self::default());
            }
            if let Some(item) = vec.get_mut(i) {
                item.decode_into(d, elem)?;
            }
        }
        Ok(())
    }
}

/// What [`Decoder::push_message`] made of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// The message defined a type. Push the next one.
    TypeDefinition(i64),
    /// The message began or continued a value that is not complete yet. Push the next one.
    NeedMore,
    /// A complete value is buffered: call [`Decoder::decode_into`], [`Decoder::decode`] or
    /// [`Decoder::discard`].
    Ready,
}

/// Decodes values from one gob stream, fed one message at a time.
///
/// Framing is left to the caller (see [`crate::read_message`] and [`crate::StreamDecoder`]),
/// so the same decoder serves blocking and async transports.
///
/// **A value may span several messages.** When an interface holds a type the stream has not
/// defined yet, Go's encoder flushes everything buffered so far — the partial outer value plus
/// the new definition — as one message, and the value continues in the next (encode.go,
/// `encodeInterface` → encoder.go, `sendTypeDescriptor`). Go's decoder reads the next message
/// in the middle of the value. This decoder instead *scans* a message that may define a type (a
/// cheap skip pass) to find out whether the value is complete, and only then decodes, so a
/// destination is never left half-written by a value that turns out to need another message.
#[derive(Debug, Default)]
pub struct Decoder {
    types: TypeTable,
    pending: Vec<u8>,
    ends: Vec<usize>,
    ready: bool,
    plans: Plans,
}

/// The plans for a remote struct, by the local struct: most often there is one.
type Plans = ById<Vec<(&'static str, Arc<StructPlan>)>>;

/// The type that a negative id defines. Go wraps the one id that has no positive form.
fn defined(id: i64) -> Result<i64> {
    let id = id.checked_neg();
    id.ok_or_else(|| Error::Corrupt("a type id is out of range".into()))
}

impl Decoder {
    /// A decoder at the beginning of a stream.
    pub fn new() -> Self {
        Self::default()
    }

    /// The types the remote side has defined so far.
    pub fn types(&self) -> &TypeTable {
        &self.types
    }

    /// Feed one message body (without its length prefix).
    pub fn push_message(&mut self, body: &[u8]) -> Result<Progress> {
        if self.ready {
            return Err(Error::Corrupt("a decoded value is still buffered".into()));
        }
        if self.pending.is_empty() {
            let (first, _) = parse_uint(body)?.ok_or(Error::UnexpectedEof)?;
            let id = uint_to_int(first);
            if id < 0 {
                // decoder.go, decodeTypeSequence(isInterface = false).
                let mut d = ValueDecoder::new(body, &[], &mut self.types, &mut self.plans);
                d.read_int()?;
                let (wt, _) = WireType::decode(&mut d)?;
                if !d.at_end() {
                    return Err(Error::Corrupt("extra data in buffer".into()));
                }
                let id = defined(id)?;
                self.types.define(id, wt)?;
                return Ok(Progress::TypeDefinition(id));
            }
            if self.types.is_known(id)
                && !(self.types.may_hold_interface(id) && self.types.may_be_defined_in(body))
            {
                // Such a value is one message: there is no need to look for its end.
                self.pending.extend_from_slice(body);
                self.ends.push(self.pending.len());
                self.ready = true;
                return Ok(Progress::Ready);
            }
        }
        self.pending.extend_from_slice(body);
        self.ends.push(self.pending.len());
        self.types.begin_staging();
        let scanned = {
            let mut d =
                ValueDecoder::new(&self.pending, &self.ends, &mut self.types, &mut self.plans);
            d.scanning = true;
            d.scan_top()
        };
        match scanned {
            Ok(()) => {
                // What the value defines stays known even if decoding it fails half-way: the
                // values after it rely on it.
                self.types.end_staging();
                self.ready = true;
                Ok(Progress::Ready)
            }
            Err(Error::NeedMore) => {
                self.types.clear_staged();
                Ok(Progress::NeedMore)
            }
            Err(e) => {
                self.abandon();
                Err(e)
            }
        }
    }

    /// Decode the buffered value into `dest`, merging as Go does.
    pub fn decode_into<T: Decode + ?Sized>(&mut self, dest: &mut T) -> Result<()> {
        if !self.ready {
            return Err(Error::Corrupt("no complete value buffered".into()));
        }
        let result = {
            let mut d =
                ValueDecoder::new(&self.pending, &self.ends, &mut self.types, &mut self.plans);
            d.decode_top(dest)
        };
        self.reset();
        result
    }

    /// Decode the buffered value into a fresh `T::default()`.
    pub fn decode<T: Decode + Default>(&mut self) -> Result<T> {
        let mut v = T::default();
        self.decode_into(&mut v)?;
        Ok(v)
    }

    /// Drop the buffered value, still recording any types defined inside it.
    pub fn discard(&mut self) -> Result<()> {
        if !self.ready {
            return Err(Error::Corrupt("no complete value buffered".into()));
        }
        self.reset();
        Ok(())
    }

    /// Drop a value of which not every message has come, together with the types defined inside
    /// it. The next message pushed begins a new value.
    pub fn abandon(&mut self) {
        self.types.clear_staged();
        self.reset();
    }

    fn reset(&mut self) {
        self.pending.clear();
        // One large value must not hold its memory for the life of the stream.
        self.pending.shrink_to(MAX_IDLE_BUFFER);
        self.ends.clear();
        self.ready = false;
        self.types.commit_staged();
    }
}

/// How a remote struct's fields map onto a local struct (decode.go, `compileDec`).
#[derive(Debug)]
pub struct StructPlan {
    /// Per remote field: its type id and the index of the local field it fills, if any.
    fields: Vec<(i64, Option<usize>)>,
    matched: usize,
}

/// Reads one value's bytes. Handed to [`Decode::decode_into`].
pub struct ValueDecoder<'a> {
    buf: &'a [u8],
    pos: usize,
    ends: &'a [usize],
    pub(crate) types: &'a mut TypeTable,
    plans: &'a mut Plans,
    depth: usize,
    /// Enclosing dynamic struct types, innermost last, for resolving [`Type::Ref`].
    dyn_structs: Vec<Arc<StructType>>,
    scanning: bool,
    /// Set for the value handed to `Decoder::decode` and to an interface's concrete value:
    /// Go's `decodeValue` rejects a struct with which no field matched.
    check_matched: bool,
}

impl<'a> ValueDecoder<'a> {
    fn new(
        buf: &'a [u8],
        ends: &'a [usize],
        types: &'a mut TypeTable,
        plans: &'a mut Plans,
    ) -> Self {
        Self {
            buf,
            pos: 0,
            ends,
            types,
            plans,
            depth: 0,
            dyn_structs: Vec::new(),
            scanning: false,
            check_matched: false,
        }
    }

    /// The types that the stream has defined so far.
    pub fn types(&self) -> &TypeTable {
        self.types
    }

    /// Whether everything that is buffered has been read.
    pub fn at_end(&self) -> bool {
        self.pos >= self.buf.len()
    }

    fn remaining(&self) -> usize {
        self.buf.len().saturating_sub(self.pos)
    }

    /// Whether Go's per-message buffer would be empty here.
    fn at_message_end(&self) -> bool {
        self.at_end() || self.ends.contains(&self.pos)
    }

    /// Refuse the next element of an `n`-element slice, array or map when the input is exhausted
    /// (decode.go, `decodeArrayHelper`: "length exceeds input size").
    ///
    /// Every count-driven loop must call this before each element. A struct value at end of input
    /// consumes **no bytes** (its field loop is Go's `for state.b.Len() > 0`), so without it a
    /// corrupted count of `2^60` struct elements loops without reading anything — which, in a type
    /// definition's field list, grew one test process to 116 GB before the kernel killed it.
    pub fn expect_element(&self, n: u64) -> Result<()> {
        if self.at_end() {
            return Err(Error::Corrupt(format!(
                "decoding array or slice: length exceeds input size ({n} elements)"
            )));
        }
        Ok(())
    }

    /// Reads an unsigned integer.
    #[inline]
    pub fn read_uint(&mut self) -> Result<u64> {
        match self.buf.get(self.pos) {
            Some(&small) if small < 0x80 => {
                self.pos += 1;
                Ok(u64::from(small))
            }
            _ => self.read_large_uint(),
        }
    }

    fn read_large_uint(&mut self) -> Result<u64> {
        match parse_uint(self.buf.get(self.pos..).unwrap_or_default())? {
            Some((u, width)) => {
                self.pos += width;
                Ok(u)
            }
            None => Err(Error::UnexpectedEof),
        }
    }

    /// Reads a signed integer.
    #[inline]
    pub fn read_int(&mut self) -> Result<i64> {
        Ok(uint_to_int(self.read_uint()?))
    }

    /// Reads a floating-point number.
    pub fn read_float(&mut self) -> Result<f64> {
        Ok(f64::from_bits(self.read_uint()?.swap_bytes()))
    }

    /// A count that must fit in memory and in what remains of the input (decode.go, getLength).
    fn read_len(&mut self) -> Result<usize> {
        let n = self.read_uint()?;
        usize::try_from(n).map_err(|_| Error::Corrupt(format!("length {n} too large")))
    }

    /// Reads a length and so many bytes.
    #[inline]
    pub fn read_bytes(&mut self) -> Result<&'a [u8]> {
        let n = self.read_len()?;
        let bytes = self
            .pos
            .checked_add(n)
            .and_then(|end| self.buf.get(self.pos..end))
            .ok_or_else(|| self.too_long(n))?;
        self.pos += n;
        Ok(bytes)
    }

    #[cold]
    fn too_long(&self, n: usize) -> Error {
        let left = self.remaining();
        Error::Corrupt(format!("invalid length {n}: exceeds input size {left}"))
    }

    /// Reads a string; one that is not UTF-8 is [`Error::InvalidUtf8`].
    pub fn read_string(&mut self) -> Result<String> {
        let b = self.read_bytes()?;
        String::from_utf8(b.to_vec()).map_err(|_| Error::InvalidUtf8)
    }

    /// The error for a remote type this local type cannot hold.
    pub fn mismatch<T: ?Sized>(&self, wire: i64) -> Error {
        Error::TypeMismatch(format!(
            "decoding into local type {}, received remote type {}",
            std::any::type_name::<T>(),
            self.types.describe(wire)
        ))
    }

    fn enter(&mut self) -> Result<()> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Error::Corrupt("invalid nesting depth".into()));
        }
        Ok(())
    }

    fn leave(&mut self) {
        self.depth -= 1;
    }

    fn decode_top<T: Decode + ?Sized>(&mut self, dest: &mut T) -> Result<()> {
        let id = self.read_int()?;
        if id < 0 {
            return Err(Error::Corrupt(
                "expected a value, found a type definition".into(),
            ));
        }
        if !self.types.is_known(id) {
            return Err(Error::UndefinedType(id));
        }
        self.decode_framed(dest, id)
    }

    /// A top-level or interface-held value: structs framed as structs, everything else as a
    /// singleton (decode.go, `decodeValue`, `decodeSingle`).
    fn decode_framed<T: Decode + ?Sized>(&mut self, dest: &mut T, id: i64) -> Result<()> {
        if !T::compatible(self.types, id) {
            return Err(self.mismatch::<T>(id));
        }
        let is_struct = self.types.is_struct(id);
        if !is_struct && self.read_uint()? != 0 {
            return Err(Error::Corrupt(
                "decode: corrupted data: non-zero delta for singleton".into(),
            ));
        }
        self.check_matched = is_struct;
        let r = dest.decode_into(self, id);
        self.check_matched = false;
        r
    }

    fn scan_top(&mut self) -> Result<()> {
        let id = self.read_int()?;
        if id < 0 {
            return Err(Error::Corrupt(
                "expected a value, found a type definition".into(),
            ));
        }
        if !self.types.is_known(id) {
            return Err(Error::UndefinedType(id));
        }
        if !self.types.is_struct(id) && self.read_uint()? != 0 {
            return Err(Error::Corrupt(
                "decode: corrupted data: non-zero delta for singleton".into(),
            ));
        }
        self.skip(id)
    }

    /// Build (or fetch) the field mapping from remote struct `wire` onto the local struct `key`.
    ///
    /// `names` are the local fields' Go names in declaration order; `compatible(types, i, w)`
    /// answers whether local field `i` can hold remote type `w`. A remote field whose name
    /// matches but whose type is incompatible fails the whole struct, whether or not this value
    /// carries it — Go checks when it compiles the decoder, not per value.
    pub fn struct_plan(
        &mut self,
        key: &'static str,
        wire: i64,
        names: &[&str],
        compatible: impl Fn(&TypeTable, usize, i64) -> bool,
    ) -> Result<Arc<StructPlan>> {
        self.plan(key, wire, names, &compatible)
    }

    fn plan(
        &mut self,
        key: &'static str,
        wire: i64,
        names: &[&str],
        compatible: &dyn Fn(&TypeTable, usize, i64) -> bool,
    ) -> Result<Arc<StructPlan>> {
        let check_matched = std::mem::take(&mut self.check_matched);
        let plans = self.plans.get(wire).into_iter().flatten();
        let plan = match plans.clone().find(|(known, _)| *known == key) {
            Some((_, plan)) => plan.clone(),
            None => {
                let fields = match self.types.get(wire).map(|t| &**t) {
                    Some(WireType::Struct { fields, .. }) => fields.clone(),
                    _ => {
                        return Err(Error::TypeMismatch(format!(
                            "type mismatch in decoder: want struct type {key}; got non-struct"
                        )));
                    }
                };
                let mut out = Vec::with_capacity(fields.len());
                let mut matched = 0;
                for f in &fields {
                    if f.name.is_empty() {
                        return Err(Error::Corrupt(format!(
                            "empty name for remote field of type {key}"
                        )));
                    }
                    let local = names.iter().position(|n| *n == f.name);
                    if let Some(i) = local {
                        if !compatible(self.types, i, f.id) {
                            return Err(Error::TypeMismatch(format!(
                                "wrong type ({}) for received field {key}.{}",
                                self.types.describe(f.id),
                                f.name
                            )));
                        }
                        matched += 1;
                    }
                    out.push((f.id, local));
                }
                let plan = Arc::new(StructPlan {
                    fields: out,
                    matched,
                });
                // Plans are keyed by remote id, which only means something on this stream while
                // the type is committed; a plan built against a staged type is not kept.
                if self.types.get(wire).is_some() && !self.scanning {
                    match self.plans.get_mut(wire) {
                        Some(plans) => plans.push((key, plan.clone())),
                        None => self.plans.insert(wire, vec![(key, plan.clone())]),
                    }
                }
                plan
            }
        };
        if check_matched && plan.matched == 0 && !names.is_empty() && !plan.fields.is_empty() {
            return Err(Error::TypeMismatch(format!(
                "type mismatch: no fields matched compiling decoder for {key}"
            )));
        }
        Ok(plan)
    }

    /// Iterate a struct value's fields against `plan`.
    pub fn structure(&mut self, plan: Arc<StructPlan>) -> Result<StructDecoder<'_, 'a>> {
        self.enter()?;
        Ok(StructDecoder {
            d: self,
            plan,
            field: -1,
        })
    }

    /// Read a struct value: [`ValueDecoder::struct_plan`], then `read(d, i, w)` for each field that
    /// is local field `i`, of remote type `w`. Others are skipped.
    ///
    /// The same code serves every struct, so that one of many fields costs little of the program.
    ///
    /// # Errors
    ///
    /// Those of the plan and of `read`, and [`Error::Corrupt`] for malformed input.
    pub fn read_struct(
        &mut self,
        key: &'static str,
        wire: i64,
        names: &[&str],
        compatible: &dyn Fn(&TypeTable, usize, i64) -> bool,
        read: &mut dyn FnMut(&mut Self, usize, i64) -> Result<()>,
    ) -> Result<()> {
        let plan = self.plan(key, wire, names, compatible)?;
        let mut fields = self.structure(plan)?;
        while let Some(field) = fields.next_field()? {
            match field.local {
                Some(local) => read(fields.decoder(), local, field.wire)?,
                None => fields.decoder().skip(field.wire)?,
            }
        }
        Ok(())
    }

    /// Skip a value of remote type `wire` (decode.go, `decIgnoreOpFor`).
    ///
    /// # Errors
    ///
    /// [`Error::UnexpectedEof`], [`Error::Corrupt`] and [`Error::UndefinedType`] for malformed
    /// input.
    pub fn skip(&mut self, wire: i64) -> Result<()> {
        let mut open = Vec::new();
        self.skip_head(wire, &mut open)?;
        while let Some(top) = open.last_mut() {
            match top.next(self)? {
                Some(id) => self.skip_head(id, &mut open)?,
                None => {
                    open.pop();
                }
            }
        }
        Ok(())
    }

    /// Skip a simple value; of a composite one only the count, leaving the rest on `open`.
    fn skip_head(&mut self, wire: i64, open: &mut Vec<Skipping>) -> Result<()> {
        let mut wire = wire;
        // An interface in an interface has no frame of its own, so this is a loop.
        while wire == ids::INTERFACE {
            match self.read_interface_type()? {
                None => return Ok(()),
                Some((_, id)) => {
                    self.skip_interface_framing(id)?;
                    wire = id;
                }
            }
        }
        match wire {
            ids::BOOL | ids::INT | ids::UINT | ids::FLOAT => {
                self.read_uint()?;
            }
            ids::COMPLEX => {
                self.read_uint()?;
                self.read_uint()?;
            }
            ids::BYTES | ids::STRING => {
                self.read_bytes()?;
            }
            _ => {
                if open.len() >= MAX_SCAN_DEPTH {
                    return Err(Error::Corrupt("invalid nesting depth".into()));
                }
                match self.types.get(wire).map(|t| &**t) {
                    None => return Err(Error::UndefinedType(wire)),
                    Some(WireType::Array { elem, len, .. }) => {
                        let (elem, len) = (*elem, *len);
                        let n = self.read_uint()?;
                        if n != len as u64 {
                            return Err(Error::Corrupt("length mismatch in ignoreArray".into()));
                        }
                        open.push(Skipping::elements(n, elem, None));
                    }
                    Some(WireType::Slice { elem, .. }) => {
                        let elem = *elem;
                        let n = self.read_uint()?;
                        open.push(Skipping::elements(n, elem, None));
                    }
                    Some(WireType::Map { key, elem, .. }) => {
                        let (key, elem) = (*key, *elem);
                        let n = self.read_uint()?;
                        open.push(Skipping::elements(n, key, Some(elem)));
                    }
                    Some(WireType::Struct { .. }) => {
                        open.push(Skipping::Fields { wire, field: -1 });
                    }
                    Some(WireType::Marshaler { .. }) => {
                        self.read_bytes()?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Read an interface's type name and its type sequence, returning the name and concrete id,
    /// or `None` for a nil interface.
    ///
    /// decoder.go, `decodeTypeSequence(isInterface = true)`: definitions may precede the id.
    /// After each, "there may be a DelimitedValue still in the buffer. Skip its count." — unless
    /// Go's buffer is empty, in which case it reads the next message and there is no count. In
    /// the concatenated buffer that is a message boundary.
    ///
    /// This is the way in for a type outside this crate that stands for a Go interface. What
    /// follows is the concrete value's byte count, which [`ValueDecoder::decode_interface_value`]
    /// and [`ValueDecoder::skip_interface_value`] read together with the value itself. One of
    /// the two must be called for every `Some`.
    ///
    /// # Errors
    ///
    /// [`Error::UndefinedType`] for a concrete id the stream has not defined,
    /// [`Error::InvalidUtf8`] for a name that is no text, and those of malformed input.
    pub fn read_interface_header(&mut self) -> Result<Option<(&'a str, i64)>> {
        let Some((name, id)) = self.read_interface_type()? else {
            return Ok(None);
        };
        let name = std::str::from_utf8(name).map_err(|_| Error::InvalidUtf8)?;
        Ok(Some((name, id)))
    }

    /// The name as it came: who skips the value has no use for it.
    fn read_interface_type(&mut self) -> Result<Option<(&'a [u8], i64)>> {
        let name = self.read_bytes()?;
        if name.is_empty() {
            return Ok(None);
        }
        if name.len() > 1024 {
            return Err(Error::Corrupt(format!(
                "name too long ({} bytes)",
                name.len()
            )));
        }
        loop {
            if self.at_end() {
                return Err(if self.scanning {
                    Error::NeedMore
                } else {
                    Error::UnexpectedEof
                });
            }
            let id = self.read_int()?;
            if id >= 0 {
                if !self.types.is_known(id) {
                    return Err(Error::UndefinedType(id));
                }
                return Ok(Some((name, id)));
            }
            let (wt, _) = WireType::decode(self)?;
            self.types.define(defined(id)?, wt)?;
            if !self.at_message_end() {
                self.read_uint()?;
            }
        }
    }

    /// Skip the concrete value, of remote type `wire`, that an interface header announced. The
    /// decoder stands where [`ValueDecoder::read_interface_header`] left it.
    ///
    /// # Errors
    ///
    /// As [`ValueDecoder::skip`].
    pub fn skip_interface_value(&mut self, wire: i64) -> Result<()> {
        self.skip_interface_framing(wire)?;
        self.skip(wire)
    }

    /// Skip what stands before an interface's concrete value; the value itself is skipped by
    /// **parsing** it (decode.go, `ignoreInterface`).
    ///
    /// Go skips by the byte count that precedes the concrete value, and that count is not the
    /// value's length whenever a nested interface defines a type inline: the nested
    /// `sendTypeDescriptor` flushes the partial value as one delimited chunk (encode.go,
    /// `encodeInterface` → encoder.go, `writeMessage`), and the rest follows under a second
    /// count that the nested type sequence skips. Go's skip therefore fails on such values
    /// ("field numbers out of bounds"), and so would one that trusted the count. It also reads a
    /// type sequence for a nil interface, which has none. Both are Go bugs this does not copy.
    fn skip_interface_framing(&mut self, wire: i64) -> Result<()> {
        self.read_uint()?; // the (unreliable) byte count
        if !self.types.is_struct(wire) && self.read_uint()? != 0 {
            return Err(Error::Corrupt(
                "decode: corrupted data: non-zero delta for singleton".into(),
            ));
        }
        Ok(())
    }

    /// Decode the concrete value, of remote type `wire`, that an interface header announced, into
    /// `dest`: its byte count, the zero byte of anything but a struct, then the value. The decoder
    /// stands where [`ValueDecoder::read_interface_header`] left it.
    ///
    /// # Errors
    ///
    /// [`Error::TypeMismatch`] when `dest` cannot hold the remote type, [`Error::Corrupt`] when
    /// values nest deeper than [`MAX_DEPTH`], and those of decoding `dest`.
    pub fn decode_interface_value<T: Decode + ?Sized>(
        &mut self,
        dest: &mut T,
        wire: i64,
    ) -> Result<()> {
        // The byte count is not the value's length (see `skip_interface_framing`); Go ignores it too.
        self.read_uint()?;
        self.enter()?;
        let r = self.decode_framed(dest, wire);
        self.leave();
        r
    }

    /// Decode an interface value into its dynamic form.
    pub fn read_interface(&mut self) -> Result<Option<Interface>> {
        let Some((name, id)) = self.read_interface_header()? else {
            return Ok(None);
        };
        // The byte count is not the value's length (see `skip_interface_framing`); Go ignores it too.
        self.read_uint()?;
        let ty = self.dynamic_type(id)?;
        if !ty.is_struct() && self.read_uint()? != 0 {
            return Err(Error::Corrupt(
                "decode: corrupted data: non-zero delta for singleton".into(),
            ));
        }
        let value = self.read_dynamic(&ty, id)?;
        Ok(Some(Interface {
            name: name.to_owned(),
            ty,
            value,
        }))
    }

    /// The dynamic [`Type`] for a remote type id.
    pub fn dynamic_type(&self, id: i64) -> Result<Type> {
        let mut path = Vec::new();
        let mut nodes = 0;
        self.dynamic_type_inner(id, &mut path, &mut nodes)
    }

    /// `path` holds the ids being expanded, outermost first. Meeting one again is recursion: a
    /// struct becomes [`Type::Ref`] to itself, counted in enclosing structs; recursion that
    /// never passes through a struct (`type L []L`) has no dynamic form.
    fn dynamic_type_inner(&self, id: i64, path: &mut Vec<i64>, nodes: &mut usize) -> Result<Type> {
        *nodes += 1;
        if path.len() > MAX_DEPTH || *nodes > MAX_DYNAMIC_TYPE_NODES {
            return Err(Error::Unsupported(format!(
                "type {} is too large for a dynamic value",
                self.types.describe(id)
            )));
        }
        Ok(match id {
            ids::BOOL => Type::Bool,
            ids::INT => Type::Int,
            ids::UINT => Type::Uint,
            ids::FLOAT => Type::Float,
            ids::BYTES => Type::Bytes,
            ids::STRING => Type::String,
            ids::COMPLEX => Type::Complex,
            ids::INTERFACE => Type::Interface,
            _ => {
                let wt = self
                    .types
                    .get(id)
                    .cloned()
                    .ok_or(Error::UndefinedType(id))?;
                if let Some(p) = path.iter().position(|x| *x == id) {
                    if !matches!(&*wt, WireType::Struct { .. }) {
                        return Err(Error::Unsupported(format!(
                            "recursive non-struct type {} cannot be held in a dynamic value",
                            self.types.describe(id)
                        )));
                    }
                    let between = path
                        .iter()
                        .skip(p + 1)
                        .filter(|i| self.types.is_struct(**i))
                        .count();
                    return Ok(Type::Ref(between));
                }
                path.push(id);
                let t = match &*wt {
                    WireType::Array { elem, len, .. } => Type::Array(
                        Arc::new(self.dynamic_type_inner(*elem, path, nodes)?),
                        usize::try_from(*len)
                            .map_err(|_| Error::Corrupt("negative array length".into()))?,
                    ),
                    WireType::Slice { elem, .. } => {
                        Type::Slice(Arc::new(self.dynamic_type_inner(*elem, path, nodes)?))
                    }
                    WireType::Map { key, elem, .. } => Type::Map(
                        Arc::new(self.dynamic_type_inner(*key, path, nodes)?),
                        Arc::new(self.dynamic_type_inner(*elem, path, nodes)?),
                    ),
                    WireType::Struct { name, fields } => {
                        let mut fs = Vec::with_capacity(fields.len());
                        for f in fields {
                            fs.push((f.name.clone(), self.dynamic_type_inner(f.id, path, nodes)?));
                        }
                        Type::Struct(Arc::new(StructType {
                            name: name.clone(),
                            fields: fs,
                        }))
                    }
                    WireType::Marshaler { name, kind } => Type::Marshaler(*kind, name.clone()),
                };
                path.pop();
                t
            }
        })
    }

    /// Decode a value of remote type `id`, whose dynamic type is `ty`, without framing.
    pub fn read_dynamic(&mut self, ty: &Type, id: i64) -> Result<Value> {
        self.enter()?;
        let r = self.read_dynamic_inner(ty, id);
        self.leave();
        r
    }

    fn read_dynamic_inner(&mut self, ty: &Type, id: i64) -> Result<Value> {
        Ok(match ty {
            Type::Bool => Value::Bool(self.read_uint()? != 0),
            Type::Int => Value::Int(self.read_int()?),
            Type::Uint => Value::Uint(self.read_uint()?),
            Type::Float => Value::Float(self.read_float()?),
            Type::Complex => {
                let re = self.read_float()?;
                Value::Complex(re, self.read_float()?)
            }
            Type::Bytes => Value::Bytes(self.read_bytes()?.to_vec()),
            Type::String => match String::from_utf8(self.read_bytes()?.to_vec()) {
                Ok(s) => Value::String(s),
                Err(e) => Value::RawString(e.into_bytes()),
            },
            Type::Interface => Value::Interface(self.read_interface()?.map(Box::new)),
            Type::Marshaler(..) => Value::Marshaled(self.read_bytes()?.to_vec()),
            Type::Slice(elem) | Type::Array(elem, _) => {
                let elem_id = match self.types.get(id).map(|t| &**t) {
                    Some(WireType::Slice { elem, .. } | WireType::Array { elem, .. }) => *elem,
                    _ => return Err(Error::UndefinedType(id)),
                };
                let n = self.read_uint()?;
                if let Type::Array(_, len) = ty
                    && n != *len as u64
                {
                    return Err(Error::Corrupt("length mismatch in decodeArray".into()));
                }
                let mut items =
                    Vec::with_capacity((n as usize).min(self.remaining()).min(MAX_RESERVE));
                for _ in 0..n {
                    self.expect_element(n)?;
                    items.push(self.read_dynamic(elem, elem_id)?);
                }
                if matches!(ty, Type::Array(..)) {
                    Value::Array(items)
                } else {
                    Value::Slice(items)
                }
            }
            Type::Map(kt, vt) => {
                let (key_id, elem_id) = match self.types.get(id).map(|t| &**t) {
                    Some(WireType::Map { key, elem, .. }) => (*key, *elem),
                    _ => return Err(Error::UndefinedType(id)),
                };
                let n = self.read_uint()?;
                let mut pairs =
                    Vec::with_capacity((n as usize).min(self.remaining()).min(MAX_RESERVE));
                for _ in 0..n {
                    self.expect_element(n)?;
                    let k = self.read_dynamic(kt, key_id)?;
                    let v = self.read_dynamic(vt, elem_id)?;
                    pairs.push((k, v));
                }
                Value::Map(pairs)
            }
            Type::Ref(n) => {
                let st = self
                    .dyn_structs
                    .len()
                    .checked_sub(n + 1)
                    .and_then(|i| self.dyn_structs.get(i))
                    .cloned()
                    .ok_or_else(|| Error::Unsupported(format!("dangling type reference {n}")))?;
                return self.read_dynamic_inner(&Type::Struct(st), id);
            }
            Type::Struct(st) => {
                let wire_fields = match self.types.get(id).map(|t| &**t) {
                    Some(WireType::Struct { fields, .. }) => {
                        fields.iter().map(|f| f.id).collect::<Vec<_>>()
                    }
                    _ => return Err(Error::UndefinedType(id)),
                };
                let mut values: Vec<Option<Value>> = vec![None; st.fields.len()];
                self.dyn_structs.push(st.clone());
                let result: Result<()> = (|| {
                    let mut field: i64 = -1;
                    while !self.at_end() {
                        let delta = self.read_uint()?;
                        if delta == 0 {
                            break;
                        }
                        field = next_field(field, delta, st.fields.len())?;
                        let i = field as usize;
                        let (Some(value), Some((_, ty)), Some(wire)) =
                            (values.get_mut(i), st.fields.get(i), wire_fields.get(i))
                        else {
                            return Err(out_of_bounds());
                        };
                        *value = Some(self.read_dynamic(ty, *wire)?);
                    }
                    Ok(())
                })();
                self.dyn_structs.pop();
                result?;
                Value::Struct(values)
            }
        })
    }
}

/// A composite value being skipped.
enum Skipping {
    /// Elements of an array or slice, or keys and values of a map taking turns.
    Elements {
        n: u64,
        left: u64,
        /// What an element is; of a map, what a key is.
        elem: i64,
        /// What a map's value is.
        value: Option<i64>,
        /// A map's key has been skipped, its value is next.
        mid_pair: bool,
    },
    Fields {
        wire: i64,
        field: i64,
    },
}

impl Skipping {
    fn elements(n: u64, elem: i64, value: Option<i64>) -> Self {
        Skipping::Elements {
            n,
            left: n,
            elem,
            value,
            mid_pair: false,
        }
    }

    /// The type of the next part to skip, `None` after the last.
    fn next(&mut self, d: &mut ValueDecoder<'_>) -> Result<Option<i64>> {
        match self {
            Skipping::Elements {
                n,
                left,
                elem,
                value,
                mid_pair,
            } => {
                if std::mem::take(mid_pair) {
                    return Ok(*value);
                }
                if *left == 0 {
                    return Ok(None);
                }
                d.expect_element(*n)?;
                *left -= 1;
                *mid_pair = value.is_some();
                Ok(Some(*elem))
            }
            Skipping::Fields { wire, field } => {
                if d.at_end() {
                    return Ok(None);
                }
                let delta = d.read_uint()?;
                if delta == 0 {
                    return Ok(None);
                }
                let Some(WireType::Struct { fields, .. }) = d.types.get(*wire).map(|t| &**t) else {
                    return Err(Error::UndefinedType(*wire));
                };
                *field = next_field(*field, delta, fields.len())?;
                let next = usize::try_from(*field).ok().and_then(|i| fields.get(i));
                next.map(|f| Some(f.id)).ok_or_else(out_of_bounds)
            }
        }
    }
}

fn next_field(field: i64, delta: u64, count: usize) -> Result<i64> {
    // decode.go, decodeStruct: `if state.fieldnum >= len(engine.instr)-delta { errRange }`.
    let delta = i64::try_from(delta).map_err(|_| out_of_bounds())?;
    let next = field.checked_add(delta).ok_or_else(out_of_bounds)?;
    if next >= count as i64 {
        return Err(out_of_bounds());
    }
    Ok(next)
}

fn out_of_bounds() -> Error {
    Error::Corrupt("internal error: field numbers out of bounds".into())
}

/// Walks one struct value's fields. Created by [`ValueDecoder::structure`].
pub struct StructDecoder<'d, 'a> {
    d: &'d mut ValueDecoder<'a>,
    plan: Arc<StructPlan>,
    field: i64,
}

/// One field present in a struct value.
#[derive(Debug, Clone, Copy)]
pub struct FieldRef {
    /// The local field it maps to, if any.
    pub local: Option<usize>,
    /// Its remote type id.
    pub wire: i64,
}

impl<'a> StructDecoder<'_, 'a> {
    /// The next field present in the value, or `None` at the terminator (or end of input, as
    /// Go's `for state.b.Len() > 0` loop allows).
    pub fn next_field(&mut self) -> Result<Option<FieldRef>> {
        if self.d.at_end() {
            return Ok(None);
        }
        let delta = self.d.read_uint()?;
        if delta == 0 {
            return Ok(None);
        }
        self.field = next_field(self.field, delta, self.plan.fields.len())?;
        let (wire, local) = usize::try_from(self.field)
            .ok()
            .and_then(|i| self.plan.fields.get(i).copied())
            .ok_or_else(out_of_bounds)?;
        Ok(Some(FieldRef { local, wire }))
    }

    /// The decoder, for the value of the field that [`next_field`](Self::next_field) gave.
    pub fn decoder(&mut self) -> &mut ValueDecoder<'a> {
        self.d
    }
}

impl Drop for StructDecoder<'_, '_> {
    fn drop(&mut self) {
        self.d.leave();
    }
}

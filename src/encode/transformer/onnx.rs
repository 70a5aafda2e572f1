//! Writes a graph of operators as an ONNX model.

use super::protobuf::Message;

/// Version of the file format; that of ONNX 1.12, which brought [`OPERATORS`].
const IR_VERSION: usize = 8;
/// Set of standard operators: the first with layer normalisation.
const OPERATORS: usize = 17;
/// Operators of ONNX Runtime itself: attention and joined steps.
const RUNTIME_DOMAIN: &str = "com.microsoft";

/// A graph that is being written.
#[derive(Debug)]
pub(super) struct Graph {
    graph: Message,
    n_values: usize,
}

/// The name of what an operator or an initial value gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Value(String);

/// Whose operator it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Domain {
    Standard,
    Runtime,
}

/// A setting of an operator.
#[derive(Debug, Clone, Copy)]
pub(super) enum Setting<'a> {
    Int(&'a str, usize),
    Ints(&'a str, &'a [usize]),
    Float(&'a str, f32),
}

/// Kinds of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Number {
    Single,
    SignedByte,
    /// Signed, of eight bytes.
    Long,
}

impl Graph {
    pub(super) fn new() -> Self {
        Self {
            graph: Message::default().bytes(2, b"encoder"),
            n_values: 0,
        }
    }

    /// A constant.
    pub(super) fn constant(&mut self, shape: &[usize], number: Number, raw: &[u8]) -> Value {
        let value = self.next();
        let tensor = Message::default()
            .ints(1, shape)
            .int(2, number.code())
            .bytes(8, value.0.as_bytes())
            .bytes(9, raw);
        self.add(5, &tensor);
        value
    }

    /// A constant of single precision.
    pub(super) fn singles(&mut self, shape: &[usize], cells: &[f32]) -> Value {
        let raw: Vec<u8> = cells.iter().flat_map(|cell| cell.to_le_bytes()).collect();
        self.constant(shape, Number::Single, &raw)
    }

    /// A constant of numbers of columns.
    pub(super) fn indices(&mut self, columns: &[usize]) -> Value {
        let raw: Vec<u8> = columns
            .iter()
            .flat_map(|&column| u64::try_from(column).unwrap_or(u64::MAX).to_le_bytes())
            .collect();
        self.constant(&[columns.len()], Number::Long, &raw)
    }

    /// What comes in: three sides, of which the first two are open.
    pub(super) fn input(&mut self, name: &str, width: usize) -> Value {
        self.add(11, &described(name, &[None, None, Some(width)]));
        Value(name.to_owned())
    }

    /// What goes out; a side without length is open.
    pub(super) fn output(&mut self, name: &str, sides: &[Option<usize>]) -> Value {
        self.add(12, &described(name, sides));
        Value(name.to_owned())
    }

    /// Applies an operator with one result.
    pub(super) fn apply(
        &mut self,
        operator: &str,
        domain: Domain,
        inputs: &[&Value],
        settings: &[Setting<'_>],
    ) -> Value {
        let value = self.next();
        self.apply_to(operator, domain, inputs, settings, &[&value]);
        value
    }

    /// Applies an operator whose results have these names.
    pub(super) fn apply_to(
        &mut self,
        operator: &str,
        domain: Domain,
        inputs: &[&Value],
        settings: &[Setting<'_>],
        outputs: &[&Value],
    ) {
        let mut node = Message::default();
        for input in inputs {
            node = node.bytes(1, input.0.as_bytes());
        }
        for output in outputs {
            node = node.bytes(2, output.0.as_bytes());
        }
        node = node.bytes(4, operator.as_bytes());
        for setting in settings {
            node = node.message(5, &setting.message());
        }
        if domain == Domain::Runtime {
            node = node.bytes(7, RUNTIME_DOMAIN.as_bytes());
        }
        self.add(1, &node);
    }

    /// A fresh name.
    pub(super) fn next(&mut self) -> Value {
        self.n_values += 1;
        Value(format!("v{}", self.n_values))
    }

    /// The model as a file.
    pub(super) fn into_model(self) -> Vec<u8> {
        let operators = |domain: &str, version| {
            Message::default()
                .bytes(1, domain.as_bytes())
                .int(2, version)
        };
        Message::default()
            .int(1, IR_VERSION)
            .bytes(2, b"signaal")
            .message(7, &self.graph)
            .message(8, &operators("", OPERATORS))
            .message(8, &operators(RUNTIME_DOMAIN, 1))
            .into_bytes()
    }

    fn add(&mut self, field: u64, part: &Message) {
        let graph = std::mem::take(&mut self.graph);
        self.graph = graph.message(field, part);
    }
}

impl Number {
    /// Its number in the format.
    fn code(self) -> usize {
        match self {
            Self::Single => 1,
            Self::SignedByte => 3,
            Self::Long => 7,
        }
    }
}

impl Setting<'_> {
    fn message(&self) -> Message {
        let message = Message::default();
        match self {
            Self::Float(name, value) => message
                .bytes(1, name.as_bytes())
                .float(2, *value)
                .int(20, 1),
            Self::Int(name, value) => message.bytes(1, name.as_bytes()).int(3, *value).int(20, 2),
            Self::Ints(name, values) => {
                message.bytes(1, name.as_bytes()).ints(8, values).int(20, 7)
            }
        }
    }
}

/// A tensor of single precision with open and fixed sides.
fn described(name: &str, sides: &[Option<usize>]) -> Message {
    let mut shape = Message::default();
    for (position, side) in sides.iter().enumerate() {
        let dimension = match side {
            Some(length) => Message::default().int(1, *length),
            None => Message::default().bytes(2, format!("side{position}").as_bytes()),
        };
        shape = shape.message(1, &dimension);
    }
    let tensor = Message::default()
        .int(1, Number::Single.code())
        .message(2, &shape);
    let kind = Message::default().message(1, &tensor);
    Message::default()
        .bytes(1, name.as_bytes())
        .message(2, &kind)
}

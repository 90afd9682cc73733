//! Texts of run reads, with pictures where they belong, things that look like pictures everywhere else, and every
//! way of writing the same JSON.

use proptest::collection::vec;
use proptest::prelude::*;

/// JSON that may hold a name twice in one object.
#[derive(Debug, Clone)]
pub enum Json {
    Plain(&'static str),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

/// Base64 by the definition of RFC 4648, section 4.
pub fn encode(bytes: &[u8], padded: bool) -> String {
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let bits = group
            .iter()
            .fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte))
            << (8 * (3 - group.len()));
        for place in 0..=group.len() {
            text.push(char::from(
                alphabet[(bits >> (18 - 6 * place) & 63) as usize],
            ));
        }
        if padded {
            text.extend(std::iter::repeat_n('=', 3 - group.len()));
        }
    }
    text
}

/// Beginnings of files: pictures, and one that is none.
const SIGNATURES: [&[u8]; 6] = [
    b"\xFF\xD8\xFF\xE0",
    b"\x89PNG\r\n\x1A\n",
    b"RIFF\x10\0\0\0WEBPVP8 ",
    b"GIF89a",
    b"\xFF\xD8\xFF",
    b"<html>",
];

/// A picture's text, or one that is nearly that.
pub fn picture_text() -> impl Strategy<Value = String> {
    let label = prop::sample::select(vec![
        "data:image/jpeg;base64,",
        "data:image/png;base64,",
        "DATA:Image/WebP;charset=x;Base64,",
        "",
        "data:image/jpeg,",
        "data:text/html;base64,",
        "data:image/jpeg;base64",
    ]);
    let bytes = (
        prop::sample::select(SIGNATURES.to_vec()),
        vec(any::<u8>(), 0..300),
    )
        .prop_map(|(start, rest)| [start, &rest].concat());
    (label, bytes, any::<bool>(), prop_oneof![6 => Just(None), 1 => (any::<prop::sample::Index>(), "[!=\n \"\\\\é𝄞-]").prop_map(Some)])
        .prop_map(|(label, bytes, padded, odd)| {
            let mut body = encode(&bytes, padded);
            if let Some((at, odd)) = odd {
                body.insert_str(at.index(body.len()), &odd);
            }
            format!("{label}{body}")
        })
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => prop::sample::select(vec!["screenshot", "steps", "data", "id", "html", "Screenshot", "", "__proto__"]).prop_map(String::from),
        1 => "[a-c\"\\\\{é]{0,3}",
    ]
}

fn plain() -> impl Strategy<Value = Json> {
    prop::sample::select(vec![
        "null",
        "true",
        "false",
        "0",
        "-1.5e3",
        "12345678901234567890",
    ])
    .prop_map(Json::Plain)
}

/// Any JSON, with the names and texts that could mislead.
fn anything() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        2 => plain(),
        2 => "[\"\\\\{}\\[\\],:é𝄞\u{0}-\u{1f}]{0,8}".prop_map(Json::Text),
        1 => picture_text().prop_map(Json::Text),
        1 => Just(Json::Text(String::from("https://agent.tinyfish.ai/runs/1/steps/2/screenshot"))),
    ];
    leaf.prop_recursive(5, 32, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Json::List),
            vec((name(), inner), 0..4).prop_map(Json::Object),
        ]
    })
}

/// An object with members of that name among others, in any order, perhaps twice.
fn object(
    key: &'static str,
    value: impl Strategy<Value = Json> + Clone + 'static,
) -> impl Strategy<Value = Json> + Clone {
    let member = prop_oneof![
        2 => value.prop_map(move |value| (String::from(key), value)),
        1 => (name(), anything()),
    ];
    vec(member, 0..4).prop_map(Json::Object).boxed()
}

/// A list of such objects, with a stranger now and then.
fn list(
    objects: impl Strategy<Value = Json> + Clone + 'static,
) -> impl Strategy<Value = Json> + Clone {
    vec(prop_oneof![8 => objects, 1 => anything()], 0..4)
        .prop_map(Json::List)
        .boxed()
}

/// A run, or now and then something that looks like one.
pub fn answer() -> BoxedStrategy<Json> {
    let screenshot = prop_oneof![4 => picture_text().prop_map(Json::Text), 1 => anything()].boxed();
    let run = object("steps", list(object("screenshot", screenshot))).boxed();
    let runs = object("data", list(run.clone()));
    prop_oneof![9 => run, 1 => runs].boxed()
}

/// Writes JSON with free choice of escapes and spaces, drawn from `seed`.
pub fn write(json: &Json, seed: u64) -> Vec<u8> {
    let mut writer = Writer {
        text: String::new(),
        state: seed | 1,
    };
    writer.value(json);
    writer.text.into_bytes()
}

struct Writer {
    text: String,
    state: u64,
}

impl Writer {
    /// A number below `bound` (xorshift64*).
    fn draw(&mut self, bound: u64) -> u64 {
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        (self.state.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % bound
    }

    fn space(&mut self) {
        let spaces = ["", "", "", " ", "\n\t", "\r\n"];
        let space = spaces[self.draw(6) as usize];
        self.text.push_str(space);
    }

    fn mark(&mut self, mark: char) {
        self.space();
        self.text.push(mark);
        self.space();
    }

    fn value(&mut self, json: &Json) {
        match json {
            Json::Plain(plain) => self.text.push_str(plain),
            Json::Text(text) => self.string(text),
            Json::List(items) => {
                self.mark('[');
                for (at, item) in items.iter().enumerate() {
                    if at > 0 {
                        self.mark(',');
                    }
                    self.value(item);
                }
                self.mark(']');
            }
            Json::Object(members) => {
                self.mark('{');
                for (at, (key, value)) in members.iter().enumerate() {
                    if at > 0 {
                        self.mark(',');
                    }
                    self.string(key);
                    self.mark(':');
                    self.value(value);
                }
                self.mark('}');
            }
        }
    }

    fn string(&mut self, text: &str) {
        // Most encoders escape nothing but what they must; some every slash; this one sometimes anything.
        let style = self.draw(4);
        self.text.push('"');
        for character in text.chars() {
            let whim = style == 3 && self.draw(8) == 0;
            match character {
                '"' | '\\' => self.text.extend(['\\', character]),
                '/' if style == 2 => self.text.push_str("\\/"),
                '\n' if !whim => self.text.push_str("\\n"),
                _ if whim || character < ' ' => {
                    for unit in character.encode_utf16(&mut [0; 2]) {
                        self.text.push_str(&format!("\\u{unit:04x}"));
                    }
                }
                _ => self.text.push(character),
            }
        }
        self.text.push('"');
    }
}

//! What the shop sells.

/// The drawing of a product, and the group it is sold in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Group {
    Lighting,
    Galley,
    Deck,
    Wear,
}

impl Group {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Lighting => "Lighting",
            Self::Galley => "Galley",
            Self::Deck => "Deck",
            Self::Wear => "Wear",
        }
    }

    /// The inside of an SVG of 120 by 90, drawn in the current colour.
    pub(crate) fn drawing(self) -> &'static str {
        match self {
            Self::Lighting => include_str!("../../assets/shop/lighting.svg"),
            Self::Galley => include_str!("../../assets/shop/galley.svg"),
            Self::Deck => include_str!("../../assets/shop/deck.svg"),
            Self::Wear => include_str!("../../assets/shop/wear.svg"),
        }
    }
}

/// A product.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Product {
    pub slug: &'static str,
    pub name: &'static str,
    pub group: Group,
    pub cents: u32,
    /// Tenths of a star.
    pub rating: u32,
    pub reviews: u32,
    pub in_stock: bool,
    pub description: &'static str,
    pub material: &'static str,
    pub grams: u32,
}

impl Product {
    pub(crate) fn price(&self) -> String {
        format!("€ {}.{:02}", self.cents / 100, self.cents % 100)
    }

    pub(crate) fn stars(&self) -> String {
        format!("{}.{}", self.rating / 10, self.rating % 10)
    }
}

/// Products on one page of the list.
pub(crate) const PAGE_SIZE: usize = 6;

pub(crate) fn find(slug: &str) -> Option<&'static Product> {
    PRODUCTS.iter().find(|product| product.slug == slug)
}

macro_rules! products {
    ($($slug:literal $name:literal $group:ident $cents:literal $rating:literal $reviews:literal $stock:literal $material:literal $grams:literal $description:literal;)*) => {
        &[$(Product {
            slug: $slug, name: $name, group: Group::$group, cents: $cents, rating: $rating, reviews: $reviews,
            in_stock: $stock, material: $material, grams: $grams, description: $description,
        }),*]
    };
}

pub(crate) const PRODUCTS: &[Product] = products! {
    "storm-lantern" "Storm lantern" Lighting 4950 46 212 true "Galvanised steel" 780 "Burns for twenty hours and keeps its flame in a gale.";
    "anchor-lamp" "Anchor lamp" Lighting 8900 44 87 true "Brass" 1150 "An all-round light that can be seen two miles off.";
    "chart-light" "Chart light" Lighting 2790 41 133 true "Aluminium" 140 "Red for the night, white for the small print.";
    "enamel-mug" "Enamel mug" Galley 1290 48 540 true "Enamelled steel" 180 "Survives every fall and every tea.";
    "kettle" "Galley kettle" Galley 3890 45 176 true "Stainless steel" 690 "A flat bottom and a lid that locks.";
    "nesting-pots" "Nesting pots" Galley 11900 43 64 false "Stainless steel" 2400 "Four pots that take the room of one.";
    "mooring-rope" "Mooring rope, 12 m" Deck 3450 47 301 true "Polyester" 1300 "Soft in the hand, hard to chafe.";
    "heaving-line" "Heaving line, 25 m" Deck 2190 42 58 true "Polypropylene" 850 "Floats, and can be seen at dusk.";
    "deck-brush" "Deck brush" Deck 1690 39 95 true "Beech and tampico" 520 "Stiff enough for teak, kind to paint.";
    "wool-jumper" "Wool jumper" Wear 9900 49 418 true "Merino wool" 640 "Knitted in one piece, warm when wet.";
    "rain-jacket" "Rain jacket" Wear 14900 46 259 true "Recycled nylon" 590 "Taped seams and a hood that turns with you.";
    "deck-shoes" "Deck shoes" Wear 8490 40 147 false "Leather" 720 "Soles that grip and leave no marks.";
    "hand-torch" "Hand torch" Lighting 3290 45 190 true "Aluminium" 210 "Floats with the beam upwards.";
    "oil-lamp" "Cabin oil lamp" Lighting 6450 47 72 true "Brass" 930 "Hangs level, whatever the boat does.";
    "thermos" "Watch thermos, 1 l" Galley 3590 48 366 true "Stainless steel" 480 "Hot at the end of the middle watch.";
    "galley-knife" "Galley knife" Galley 2650 44 121 true "Carbon steel" 160 "A sheath that clips to the bulkhead.";
    "boat-hook" "Boat hook" Deck 4290 43 80 true "Ash and bronze" 1100 "Reaches, pushes and fends off.";
    "watch-cap" "Watch cap" Wear 2490 46 333 true "Merino wool" 90 "Covers the ears, fits under a hood.";
};

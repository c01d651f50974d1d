#include "fuzz/seeds/seeds.hpp"

namespace medisc::fuzz {
namespace {

constexpr const char* kTable = R"(name = "risk"
version = "7"
[[inputs]]
name = "x"
shape = [2]
layout = "flat"
features = ["age", "crp"]
units = ["a", "mg/l"]
least = [0, 0.5]
largest = [120, 5e2]
[task]
kind = "binary"
labels = ["well", "ill"]
threshold = 0.3
)";

constexpr const char* kFindings = R"(name = "x \"\u00fc\""
[[inputs]]
least = -1
largest = 1
[[preprocessing]]
step = "scale"
factor = 0.5
offset = -1
[task]
kind = "findings"
labels = ["mass", "fluid", "node"]
threshold = [0.5, 0.25, 0.9]
)";

constexpr const char* kMap = R"([[inputs]]
name = "scan"
shape = [3, 2, 2]
layout = "channels_first"
units = ["HU"]
least = [0, 0, -1]
largest = [255, 1, 1]
pixels = "window"
window = [40, 400]
window_function = "linear_exact"
pixel_range = [0, 1]
polarity = "stored"
colour = "luminance"
orientation = ["L", "P"]
modalities = ["CT"]
[[preprocessing]]
step = "resize"
filter = "area"
aspect = "pad"
fill = 0
[[preprocessing]]
input = "scan"
step = "normalise"
mean = [0.485, 0.456, 0.406]
deviation = [0.229, 0.224, 0.225]
[[preprocessing]]
step = "invert"
from = 255
[task]
kind = "map"
labels = ["tissue", "lesion"]
)";

constexpr const char* kParts = R"([[inputs]]
name = "table"
features = ["age", "sex"]
least = [0]
largest = [128]
[[inputs]]
name = "image"
layout = "channels_last"
least = [0]
largest = [1]
pixels = "stored"
bits = 8
[task]
kind = "number"
labels = ["months", "risk"]
unit = "a"
)";

}  // namespace

void add_manifest_seeds(Corpora& corpora) {
  corpora.add("manifest", "empty", "");
  corpora.add("manifest", "table", kTable);
  corpora.add("manifest", "findings", kFindings);
  corpora.add("manifest", "map", kMap);
  corpora.add("manifest", "parts", kParts);
}

}  // namespace medisc::fuzz

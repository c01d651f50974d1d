#include "config/declared_manifest.hpp"

#include <gmock/gmock.h>

#include "config_file.hpp"

namespace medisc {
namespace {

using test::ConfigFile;
using test::rejected;
using testing::ElementsAre;

Result<DeclaredManifest> load(const std::string& content) {
  const ConfigFile file(content);
  return load_declared_manifest(file.path());
}

TEST(DeclaredManifest, every_key_is_read) {
  const auto manifest = load(R"(
name = "Chest X-ray"
version = "2.1"
[[inputs]]
name = "image"
shape = [1, 64, 64]
layout = "channels_first"
units = "HU"
least = -1024
largest = 3071
[[inputs]]
name = "table"
shape = [2]
features = ["age", "sex"]
units = ["years", ""]
least = [0, 0]
largest = [120, 1]
[[preprocessing]]
input = "image"
step = "resize"
[[preprocessing]]
input = "image"
step = "invert"
from = 255
[[preprocessing]]
input = "image"
step = "normalise"
mean = 0.5
deviation = 0.25
[[preprocessing]]
input = "table"
step = "scale"
factor = 0.1
[task]
kind = "findings"
labels = ["effusion", "mass"]
threshold = [0.3, 0.4]
)");
  ASSERT_TRUE(test::succeeded(manifest));
  EXPECT_EQ(manifest->name, "Chest X-ray");
  EXPECT_EQ(manifest->version, "2.1");
  ASSERT_EQ(manifest->parts.size(), 2U);
  const DeclaredPart& image = manifest->parts[0];
  EXPECT_EQ(image.name, "image");
  EXPECT_THAT(image.shape, ElementsAre(1, 64, 64));
  EXPECT_EQ(image.layout, Layout::kChannelsFirst);
  EXPECT_THAT(image.units, ElementsAre("HU"));
  EXPECT_THAT(image.least, ElementsAre(-1024));
  EXPECT_THAT(image.largest, ElementsAre(3071));
  const DeclaredPart& table = manifest->parts[1];
  EXPECT_EQ(table.layout, std::nullopt);
  EXPECT_THAT(table.features, ElementsAre("age", "sex"));
  EXPECT_THAT(table.largest, ElementsAre(120, 1));
  ASSERT_EQ(manifest->preprocessing.size(), 4U);
  EXPECT_EQ(manifest->preprocessing[0].kind, StepKind::kResize);
  EXPECT_EQ(manifest->preprocessing[0].input, "image");
  EXPECT_THAT(manifest->preprocessing[1].numbers, ElementsAre(255));
  EXPECT_THAT(manifest->preprocessing[2].numbers, ElementsAre(0.5, 0.25));
  EXPECT_THAT(manifest->preprocessing[3].numbers, ElementsAre(0.1, 0));
  EXPECT_EQ(manifest->task, TaskKind::kFindings);
  EXPECT_THAT(manifest->labels, ElementsAre("effusion", "mass"));
  EXPECT_THAT(manifest->thresholds, ElementsAre(0.3, 0.4));
  EXPECT_EQ(manifest->unit, std::nullopt);
}

TEST(DeclaredManifest, what_pixels_mean_is_read) {
  const auto manifest = load(R"(
[[inputs]]
pixels = "window"
window = [40, 400]
window_function = "sigmoid"
pixel_range = [0, 255]
polarity = "stored"
colour = "luminance"
orientation = ["L", "P"]
modalities = "CT"
[[preprocessing]]
step = "resize"
filter = "area"
aspect = "pad"
fill = 3
)");
  ASSERT_TRUE(test::succeeded(manifest));
  const PixelMeaning& pixels = manifest->parts[0].pixels;
  EXPECT_EQ(pixels.values, PixelValues::kWindow);
  EXPECT_THAT(pixels.window, ElementsAre(40, 400));
  EXPECT_EQ(pixels.function, WindowFunction::kSigmoid);
  EXPECT_THAT(pixels.range, ElementsAre(0, 255));
  EXPECT_EQ(pixels.polarity, Polarity::kStored);
  EXPECT_EQ(pixels.colour, ColourTo::kLuminance);
  EXPECT_THAT(pixels.orientation, ElementsAre("L", "P"));
  EXPECT_THAT(pixels.modalities, ElementsAre("CT"));
  const DeclaredPreprocessing& resize = manifest->preprocessing[0];
  EXPECT_EQ(resize.filter, ResizeFilter::kArea);
  EXPECT_EQ(resize.aspect, ResizeAspect::kPad);
  EXPECT_THAT(resize.numbers, ElementsAre(3));
  EXPECT_EQ(load("[[inputs]]\npixels = \"stored\"\nbits = 12\n")->parts[0].pixels.bits, 12U);
}

TEST(DeclaredManifest, nothing_need_be_there) {
  const auto manifest = load("");
  ASSERT_TRUE(test::succeeded(manifest));
  EXPECT_TRUE(manifest->parts.empty());
  EXPECT_EQ(manifest->task, std::nullopt);
}

TEST(DeclaredManifest, unknown_keys_are_refused_with_the_nearest_name) {
  EXPECT_TRUE(rejected(load("nmae = \"a\"\n"), ":1: the file has the unknown key \"nmae\"",
                       "did you mean \"name\"?"));
  EXPECT_TRUE(rejected(load("[[inputs]]\nfeature = [\"a\"]\n"), "unknown key \"feature\"",
                       "did you mean \"features\"?"));
  EXPECT_TRUE(rejected(load("[task]\nlabel = [\"a\"]\n"), "unknown key \"label\"",
                       "did you mean \"labels\"?"));
  EXPECT_TRUE(rejected(load("[[preprocessing]]\nstep = \"resize\"\nfactor = 2\n"),
                       "unknown key \"factor\""));
}

TEST(DeclaredManifest, what_does_not_hold_together_is_refused) {
  EXPECT_TRUE(rejected(load("[[inputs]]\nleast = 0\n"), "least and largest belong together"));
  EXPECT_TRUE(rejected(load("[[inputs]]\nshape = [0]\n"), "shape holds 0"));
  EXPECT_TRUE(rejected(load("[[inputs]]\nlayout = \"nchw\"\n"), "layout is \"nchw\""));
  EXPECT_TRUE(rejected(load("[[preprocessing]]\n"), "names no step"));
  EXPECT_TRUE(rejected(load("[[preprocessing]]\nstep = \"invert\"\n"), "lacks the number"));
  EXPECT_TRUE(rejected(load("[[preprocessing]]\nstep = \"normalise\"\nmean = [1, 2]\n"
                            "deviation = 1\n"),
                       "as many means as deviations"));
  EXPECT_TRUE(rejected(load("[task]\nkind = \"binary\"\nthreshold = 50\n"),
                       "a threshold is not between 0 and 1"));
  EXPECT_TRUE(rejected(load("[task]\nkind = \"clases\"\n"), "kind is \"clases\"",
                       "did you mean \"classes\"?"));
}

}  // namespace
}  // namespace medisc

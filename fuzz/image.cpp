// Files of images: what is read has the samples that its size asks for, within its bits, and as
// a model's values stays within the range that it declares.
#include <cmath>
#include <string>

#include "fuzz/harness.hpp"
#include "fuzz/input.hpp"
#include "imaging/image_file.hpp"
#include "imaging/image_values.hpp"
#include "imaging/volume.hpp"

namespace medisc::fuzz {
namespace {

/// Small, as bombs are found as well by a small limit.
constexpr std::uint64_t kMost = 1u << 20;

RecordPart part_of(std::vector<std::uint32_t> shape, PixelValues values) {
  RecordPart part;
  part.name = "image";
  part.shape = std::move(shape);
  part.layout = Layout::kChannelsFirst;
  part.pixels.values = values;
  if (values != PixelValues::kModality) part.pixels.range = {-1, 3};
  part.pixels.colour = ColourTo::kLuminance;
  part.pixels.orientation = {"L", "P"};
  return part;
}

void check(const ImageValues& values, const RecordPart& part) {
  require(elements_of(values.shape) == values.values.size(), "values are as many as the shape");
  for (const double value : values.values) {
    require(std::isfinite(value), "values are finite");
    require(part.pixels.range.empty() || (value >= -1 && value <= 3),
            "values are within the range");
  }
}

void check_refusal(const Error& error) {
  require(error.code == ErrorCode::kBadInput || error.code == ErrorCode::kUnsupported,
          "a bad image is bad input");
  require(error.context.find("input.image") != std::string::npos, "an error names the file");
}

}  // namespace
}  // namespace medisc::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace medisc;
  using namespace medisc::fuzz;
  Input input(data, size);
  const auto image = read_image(as_text(input.rest()), "input.image", kMost);
  if (!image) {
    check_refusal(image.error());
    return 0;
  }
  require(image->samples.size() == image->frames * image->frame_samples(),
          "samples are as many as the sizes say");
  for (const std::int32_t sample : image->samples) {
    require(sample >= image->least() && sample <= image->largest(), "samples fit their bits");
  }
  for (const PixelValues values :
       {PixelValues::kModality, PixelValues::kWindow, PixelValues::kFullRange}) {
    for (const RecordPart& part : {part_of({1, 4, 4}, values), part_of({3, 4, 4}, values)}) {
      const auto found = image_values(*image, 0, part);
      found ? check(*found, part) : check_refusal(found.error());
    }
  }
  const RecordPart part = part_of({1, 2, 4, 4}, PixelValues::kModality);
  Volume volume(part, "input.image");
  if (auto added = volume.add(*image); !added) {
    check_refusal(added.error());
    return 0;
  }
  const auto whole = volume.end();
  whole ? check(*whole, part) : check_refusal(whole.error());
  return 0;
}

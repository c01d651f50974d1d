#include "imaging/colour.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "imaging/lookup_tables.hpp"

namespace medisc {
namespace {

void convert_ybr(DicomFrames& frames) {
  const double half = std::ldexp(1.0, static_cast<int>(frames.format.bits) - 1);
  const auto held = [&](double value) {
    return static_cast<std::int32_t>(std::lround(std::clamp(value, 0.0, 2 * half - 1)));
  };
  for (std::size_t i = 0; i + 3 <= frames.samples.size(); i += 3) {
    const double luma = frames.samples[i];
    const double blue = frames.samples[i + 1] - half;
    const double red = frames.samples[i + 2] - half;
    frames.samples[i] = held(luma + 1.402 * red);
    frames.samples[i + 1] = held(luma - 0.344136 * blue - 0.714136 * red);
    frames.samples[i + 2] = held(luma + 1.772 * blue);
  }
  frames.format.photometric = Photometric::kRgb;
}

Result<void> convert_palette(DcmDataset& dataset, DicomFrames& frames, const std::string& file,
                             std::uint64_t most_samples) {
  if (dataset.tagExists(DCM_SegmentedRedPaletteColorLookupTableData)) {
    return fail(ErrorCode::kUnsupported, file + " has a palette in segments",
                "export the image as RGB");
  }
  if (3 * frames.samples.size() > most_samples) {
    return fail(ErrorCode::kBadInput, file + " has too many pixels for an image in colour");
  }
  const std::array<std::pair<DcmTagKey, DcmTagKey>, 3> keys{
      {{DCM_RedPaletteColorLookupTableDescriptor, DCM_RedPaletteColorLookupTableData},
       {DCM_GreenPaletteColorLookupTableDescriptor, DCM_GreenPaletteColorLookupTableData},
       {DCM_BluePaletteColorLookupTableDescriptor, DCM_BluePaletteColorLookupTableData}}};
  std::array<LookupTable, 3> tables;
  for (std::size_t colour = 0; colour < 3; ++colour) {
    auto table = table_of(dataset, keys.at(colour).first, keys.at(colour).second,
                          frames.format.is_signed, file);
    if (!table) return tl::unexpected(table.error());
    if (table->bits != 8 && table->bits != 16) {
      return bad_attribute(file, keys.at(colour).first, "has neither 8 nor 16 bits");
    }
    tables.at(colour) = std::move(*table);
    if (tables.at(colour).bits != tables[0].bits) {
      return bad_attribute(file, keys.at(colour).first, "has other bits than red's");
    }
  }
  std::vector<std::int32_t> colours;
  colours.reserve(3 * frames.samples.size());
  for (const std::int32_t sample : frames.samples) {
    for (const LookupTable& table : tables) colours.push_back(table.of(sample));
  }
  frames.samples = std::move(colours);
  frames.format.channels = 3;
  frames.format.bits = tables[0].bits;
  frames.format.is_signed = false;
  frames.format.photometric = Photometric::kRgb;
  return {};
}

}  // namespace

Result<void> to_rgb(DcmDataset& dataset, DicomFrames& frames, const std::string& file,
                    std::uint64_t most_samples) {
  if (frames.format.photometric == Photometric::kPalette) {
    return convert_palette(dataset, frames, file, most_samples);
  }
  if (frames.format.photometric == Photometric::kYbrFull) convert_ybr(frames);
  return {};
}

}  // namespace medisc

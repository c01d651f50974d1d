/// An image as its file has it, whatever the kind of file: stored samples, and what the file
/// says of their meaning.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "plan/pixel_meaning.hpp"

namespace medisc {

/// Samples of all frames of one image.
inline constexpr std::uint64_t kMostSamples = std::uint64_t{1} << 26;

/// Entry of a stored or modality value x: entries[round(x) - first], held within the table.
struct LookupTable {
  std::int64_t first = 0;
  unsigned bits = 16;  ///< of an entry
  std::vector<std::uint16_t> entries;

  std::uint16_t of(double x) const;
};

struct GreyWindow {
  double centre = 0;
  double width = 1;
};

/// What may differ from frame to frame.
struct FrameAttributes {
  bool has_rescale = false;
  double slope = 1;
  double intercept = 0;
  std::string rescale_type;  ///< "HU"; empty where the file does not say
  std::optional<LookupTable> modality_table;
  std::optional<GreyWindow> window;  ///< the file's first
  WindowFunction function = WindowFunction::kLinear;
  std::optional<LookupTable> voi_table;
  std::optional<std::array<double, 6>> orientation;  ///< of rows, and of columns
  std::optional<std::array<double, 3>> position;     ///< mm
  std::optional<std::array<double, 2>> spacing;      ///< between rows, between columns
};

struct MedicalImage {
  std::string name;         ///< of the file, for errors
  bool is_picture = false;  ///< a PNG, which says nothing of what its samples measure

  std::uint32_t frames = 1;
  std::uint32_t rows = 0;
  std::uint32_t columns = 0;
  std::uint32_t channels = 1;  ///< 1, or red, green and blue
  unsigned bits = 8;           ///< of a sample
  bool is_signed = false;
  std::vector<std::int32_t> samples;  ///< frames x rows x columns x channels

  bool less_is_brighter = false;                                 ///< MONOCHROME1
  std::optional<std::pair<std::int64_t, std::int64_t>> padding;  ///< both ends are no image
  std::string modality;
  std::string series_uid;
  std::vector<std::string> patient_orientation;  ///< letters of rows and of columns, or none
  std::vector<FrameAttributes> attributes;       ///< one for all, or one a frame

  std::size_t frame_samples() const { return std::size_t{rows} * columns * channels; }
  const FrameAttributes& of_frame(std::size_t frame) const {
    return attributes[attributes.size() == 1 ? 0 : frame];
  }
  double least() const;    ///< sample that its bits can hold
  double largest() const;  ///< likewise
};

}  // namespace medisc

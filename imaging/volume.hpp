/// Slices of one series, or the frames of one file, as a volume.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "error/error.hpp"
#include "imaging/image_values.hpp"
#include "imaging/medical_image.hpp"
#include "plan/manifest.hpp"

namespace medisc {

/// Values of all slices together.
inline constexpr std::uint64_t kMostVolume = std::uint64_t{1} << 27;

/// Slices are sorted by their position along the normal of rows and columns, n = r x c, in the
/// direction that the part declares (the third letter of its orientation, or else that of its
/// rows and columns; of none the file's own). Their distances must be alike within 10 %.
class Volume {
 public:
  /// `name` stands for the whole in errors.
  Volume(const RecordPart& part, std::string name) : part_(part), name_(std::move(name)) {}

  /// All frames of an image. Errors: those of image_values; kBadInput, naming the file: another
  /// series, size or orientation than the first's; a PNG; more than kMostVolume values.
  Result<void> add(const MedicalImage& image);

  /// The part's order of dimensions, with depth. Errors: kBadInput, naming the files: slices
  /// without a position (but for frames of a single file, which stand in its order where no
  /// orientation is declared; the notes tell), two at one place, a gap between two; a single
  /// slice.
  Result<ImageValues> end();

 private:
  struct Slice {
    std::string name;
    std::vector<double> values;
    std::optional<std::array<double, 6>> orientation;
    std::optional<std::array<double, 3>> position;
    double at = 0;  ///< along the normal
  };

  Result<void> check_alike(const MedicalImage& image, const ImageValues& values) const;
  Result<void> sort();
  ImageValues joined();

  const RecordPart& part_;
  std::string name_;
  std::string series_;
  std::size_t files_ = 0;
  std::vector<std::uint32_t> shape_;  ///< of a slice
  std::vector<Slice> slices_;
  std::vector<std::string> notes_;
};

}  // namespace medisc

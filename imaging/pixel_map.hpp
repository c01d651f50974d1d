/// What a stored sample is worth to a model (plan/pixel_meaning.hpp).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "error/error.hpp"
#include "imaging/medical_image.hpp"
#include "plan/manifest.hpp"

namespace medisc {

/// Of one frame.
class PixelMap {
 public:
  double of(std::int32_t sample) const;

  /// What padding becomes: the darkest value that there is; of modality values nothing tells.
  std::optional<double> darkest() const;

  const std::vector<std::string>& notes() const { return notes_; }

 private:
  friend Result<PixelMap> pixel_map_of(const MedicalImage& image, std::size_t frame,
                                       const RecordPart& part);

  double modality(double sample) const;
  double spread(double share) const;  ///< over the range, from dark to bright

  PixelMeaning meaning_;
  FrameAttributes attributes_;
  GreyWindow window_;
  WindowFunction function_ = WindowFunction::kLinear;
  bool by_table_ = false;  ///< the file's VOI table, in place of a window
  bool inverted_ = false;
  double least_ = 0;
  double largest_ = 1;
  std::vector<std::string> notes_;
};

/// By what the part declares. Without a declaration, 8 bits are taken where the part's range is
/// 0..255 (as stored) or 0..1 (full range), of images that say no more of their samples; the
/// notes tell. Errors: kBadInput, naming the file: a modality that is not declared; no
/// declaration; what the file lacks or contradicts: bits, Hounsfield units, a window; modality
/// values of a PNG, of colours, or of MONOCHROME1 where more is to be brighter; values that
/// overflow.
Result<PixelMap> pixel_map_of(const MedicalImage& image, std::size_t frame,
                              const RecordPart& part);

}  // namespace medisc

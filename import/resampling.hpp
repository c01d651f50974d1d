/// One axis of a tensor resized: element x of the result lies at a place between elements of
/// what it is made of (ONNX's Resize).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace medisc {

/// Of all axes.
struct ResamplingMode {
  std::string mode = "nearest";            ///< or linear, cubic
  std::string coordinates = "half_pixel";  ///< coordinate_transformation_mode
  std::string rounding = "round_prefer_floor";
  double cubic_a = -0.75;
  bool exclude_outside = false;  ///< cubic: what lies outside has no weight
  bool antialias = false;        ///< smooth what is made smaller

  bool is_known() const;
};

struct ResampledAxis {
  std::uint64_t from = 1;  ///< elements
  std::uint64_t to = 1;
  float scale = 1;       ///< as the file gives it, or to / from
  double roi_begin = 0;  ///< tf_crop_and_resize: which part of the axis, as shares of it
  double roi_end = 1;

  bool is_kept() const { return from == to && scale == 1 && roi_begin == 0 && roi_end == 1; }
};

/// Of mode nearest: which element each of the result is; none where one lies outside.
std::optional<std::vector<std::uint64_t>> nearest_elements(const ResampledAxis& axis,
                                                           const ResamplingMode& mode);

/// What element x of the result takes of each of the `from` elements: row x of `to`. A row of
/// zeros lies outside, and holds the value to extrapolate with.
std::vector<double> resampling_matrix(const ResampledAxis& axis, const ResamplingMode& mode);

}  // namespace medisc

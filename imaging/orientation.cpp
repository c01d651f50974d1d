#include "imaging/orientation.hpp"

#include <cmath>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace medisc {
namespace {

constexpr double kUnit =
    0.02;  ///< by which a length may differ from 1, an angle from a right one
constexpr double kAlong = 0.8;  ///< of a direction, along its axis at least

/// The axis that a direction runs along; nothing where it lies between them.
std::optional<PatientAxis> main_axis(const double* direction) {
  for (int axis = 0; axis < 3; ++axis) {
    if (std::abs(direction[axis]) >= kAlong)
      return PatientAxis{axis, direction[axis] < 0 ? -1 : 1};
  }
  return std::nullopt;
}

double dot(const double* a, const double* b) {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

tl::unexpected<Error> refused(const MedicalImage& image, const std::string& fault,
                              const std::string& hint) {
  return fail(ErrorCode::kBadInput, image.name + ": " + fault, hint);
}

std::string text_of(const FrameOrientation& orientation) {
  return fmt::format("{} and {}", axis_letter(orientation.rows),
                     axis_letter(orientation.columns));
}

}  // namespace

Result<std::optional<FrameOrientation>> orientation_of(const MedicalImage& image,
                                                       std::size_t frame) {
  const auto& cosines = image.of_frame(frame).orientation;
  if (cosines) {
    const double* const rows = cosines->data();
    const double* const columns = rows + 3;
    const bool proper = std::abs(dot(rows, rows) - 1) < kUnit &&
                        std::abs(dot(columns, columns) - 1) < kUnit &&
                        std::abs(dot(rows, columns)) < kUnit;
    if (!proper) {
      return refused(image, "Image Orientation (Patient) is no pair of directions", "");
    }
    const auto along = main_axis(rows);
    const auto down = main_axis(columns);
    if (!along || !down) {
      return refused(image, "the image lies between the patient's axes",
                     "the model declares an orientation: reformat the image to it");
    }
    return std::optional(FrameOrientation{*along, *down});
  }
  if (image.patient_orientation.size() != 2) return std::optional<FrameOrientation>();
  const auto along = patient_axis(image.patient_orientation[0]);
  const auto down = patient_axis(image.patient_orientation[1]);
  if (!along || !down || along->axis == down->axis) return std::optional<FrameOrientation>();
  return std::optional(FrameOrientation{*along, *down});
}

Result<FrameMove> move_to(const MedicalImage& image, std::size_t frame,
                          const std::vector<std::string>& declared) {
  FrameMove move;
  if (declared.size() < 2 || image.is_picture) return move;
  const auto along = patient_axis(declared[0]);
  const auto down = patient_axis(declared[1]);
  if (!along || !down) return move;
  const auto found = orientation_of(image, frame);
  if (!found) return tl::unexpected(found.error());
  if (!*found) {
    return refused(image, "the file does not say which way its image lies",
                   fmt::format("the model takes images whose rows run towards {} and columns "
                               "towards {}: send Patient Orientation along",
                               declared[0], declared[1]));
  }
  FrameOrientation lies = **found;
  if (lies.rows.axis != along->axis) {
    std::swap(lies.rows, lies.columns);
    move.transposed = true;
  }
  if (lies.rows.axis != along->axis || lies.columns.axis != down->axis) {
    return refused(image,
                   fmt::format("its rows and columns run towards {}, and the model takes {} "
                               "and {}",
                               text_of(**found), declared[0], declared[1]),
                   "give images of the plane that the model declares");
  }
  move.turns_rows = lies.rows.sign != along->sign;
  move.turns_columns = lies.columns.sign != down->sign;
  return move;
}

std::vector<std::int32_t> moved(const std::int32_t* samples, std::uint32_t& rows,
                                std::uint32_t& columns, std::uint32_t channels,
                                const FrameMove& move) {
  const std::size_t pixels = std::size_t{rows} * columns;
  if (!move.moves()) return {samples, samples + pixels * channels};
  const std::size_t stride = columns;
  if (move.transposed) std::swap(rows, columns);
  std::vector<std::int32_t> result;
  result.reserve(pixels * channels);
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t column = 0; column < columns; ++column) {
      std::size_t y = move.turns_columns ? rows - 1 - row : row;
      std::size_t x = move.turns_rows ? columns - 1 - column : column;
      if (move.transposed) std::swap(x, y);
      const std::int32_t* const pixel = samples + (y * stride + x) * channels;
      result.insert(result.end(), pixel, pixel + channels);
    }
  }
  return result;
}

}  // namespace medisc

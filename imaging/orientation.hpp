/// Which way an image lies, against what a model declares.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "error/error.hpp"
#include "imaging/medical_image.hpp"

namespace medisc {

/// Where a frame's rows (to growing columns) and columns (to growing rows) run to.
struct FrameOrientation {
  PatientAxis rows;
  PatientAxis columns;
};

/// By Image Orientation (Patient), whose directions must lie within 37 degrees of an axis each,
/// or else by Patient Orientation, whose first letters count. Nothing where the file has
/// neither. Errors: kBadInput, naming the file: directions that are no unit vectors at a right
/// angle, or lie between the axes.
Result<std::optional<FrameOrientation>> orientation_of(const MedicalImage& image,
                                                       std::size_t frame);

/// First transposed, then turned round: rows left to right, columns top to bottom.
struct FrameMove {
  bool transposed = false;
  bool turns_rows = false;
  bool turns_columns = false;

  bool moves() const { return transposed || turns_rows || turns_columns; }
};

/// What makes a frame lie as declared ("L", "P": rows towards left, columns towards the back).
/// Nothing is moved where nothing is declared, and of a PNG, which can't tell. Errors: those of
/// orientation_of; kBadInput where the file has no orientation, or lies in another plane.
Result<FrameMove> move_to(const MedicalImage& image, std::size_t frame,
                          const std::vector<std::string>& declared);

/// A frame of rows x columns pixels of so many samples; the sizes become those of the result.
std::vector<std::int32_t> moved(const std::int32_t* samples, std::uint32_t& rows,
                                std::uint32_t& columns, std::uint32_t channels,
                                const FrameMove& move);

}  // namespace medisc

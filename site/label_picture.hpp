/// A map of labels as a picture: PNG, 8 bits a pixel, which point into a palette.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>

#include "error/error.hpp"

namespace medisc {

inline constexpr std::uint32_t kPictureClasses = 256;  ///< entries of the palette

/// Red, green and blue of a class, below kPictureClasses: that of the PASCAL VOC pictures, from
/// black over dark red and dark green on. Bit k of red is bit 3 (7 - k) of the class, of green
/// the bit after that, of blue the next; all are different.
std::array<std::uint8_t, 3> colour_of(std::uint32_t class_index);

/// The bytes of a file of height x width pixels, row major, of classes below kPictureClasses.
/// Errors: kStorage where the picture can't be made (png_writer.hpp).
Result<std::string> label_picture(std::span<const std::uint8_t> classes, std::uint32_t height,
                                  std::uint32_t width);

}  // namespace medisc

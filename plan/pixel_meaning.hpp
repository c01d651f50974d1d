/// What the numbers of an image file mean to a network: public, part of the manifest.
///
/// Files of images hold stored samples, v of b bits; what a network was trained on may be one
/// of these:
///
///   stored      v
///   full range  low + (high - low) (v - v0) / (2^b - 1), v0 the least v of b bits
///   modality    m(v) = slope v + intercept, or the modality table's entry: Hounsfield units
///   window      low + (high - low) w(m(v)), w from 0 to 1 over a window (imaging/window.hpp)
///
/// What comes out is a value "as the hospital has it": the part's range bounds it, and the
/// manifest's preprocessing follows.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "plan/fields.hpp"

namespace medisc {

enum class PixelValues : std::uint8_t {
  kUndeclared,  ///< files of images are refused, but for 8 bits and a range of 0..255 or 0..1
  kStored,
  kFullRange,
  kModality,
  kWindow,
};

/// DICOM's VOI LUT functions (PS3.3, C.11.2.1.2 and C.11.2.1.3).
enum class WindowFunction : std::uint8_t { kLinear, kLinearExact, kSigmoid };

/// Which way brightness goes.
enum class Polarity : std::uint8_t {
  kBright,  ///< more is brighter: MONOCHROME1 is turned round
  kStored,  ///< as the file has it
};

/// What a model of one channel takes of an image in colour.
enum class ColourTo : std::uint8_t {
  kRefuse,     ///< nothing, but where red, green and blue are equal
  kLuminance,  ///< 0.299 R + 0.587 G + 0.114 B
};

struct PixelMeaning {
  PixelValues values = PixelValues::kUndeclared;
  std::uint32_t bits = 0;      ///< stored: those that a file's samples must have
  std::vector<double> window;  ///< centre and width; none: the file's
  WindowFunction function = WindowFunction::kLinear;  ///< of the window above
  std::vector<double> range;                          ///< full range, window: low and high
  Polarity polarity = Polarity::kBright;
  ColourTo colour = ColourTo::kRefuse;
  /// Where rows, columns and (of a volume) slices run to, in the patient: of L, R, A, P, H and
  /// F, two or three. None: as the file has them.
  std::vector<std::string> orientation;
  std::vector<std::string> modalities;  ///< DICOM's (0008,0060), one of these; none: any

  static constexpr const char* kName = "pixels";
  static constexpr std::tuple kFields{
      Field{"values", &PixelMeaning::values},
      Field{"bits", &PixelMeaning::bits},
      Field{"window", &PixelMeaning::window},
      Field{"function", &PixelMeaning::function},
      Field{"range", &PixelMeaning::range},
      Field{"polarity", &PixelMeaning::polarity},
      Field{"colour", &PixelMeaning::colour},
      Field{"orientation", &PixelMeaning::orientation},
      Field{"modalities", &PixelMeaning::modalities},
  };
  bool operator==(const PixelMeaning&) const = default;
};

/// How an image of another size comes to the part's.
enum class ResizeFilter : std::uint8_t {
  kBilinear,   ///< between the centres of neighbours
  kArea,       ///< the mean over what a pixel covers
  kAntialias,  ///< a triangle that widens with the scale, as Pillow and torchvision have it
};

/// And to its proportions.
enum class ResizeAspect : std::uint8_t {
  kStretch,  ///< each dimension by itself
  kPad,      ///< all of it, in the middle of a fill
  kCrop,     ///< the largest middle part of it
};

/// "stored", "full_range", "modality", "window"; nothing for kUndeclared.
const char* values_name(PixelValues values);
std::optional<PixelValues> values_named(std::string_view name);
/// "linear", "linear_exact", "sigmoid".
const char* function_name(WindowFunction function);
std::optional<WindowFunction> function_named(std::string_view name);
/// "bright", "stored".
const char* polarity_name(Polarity polarity);
std::optional<Polarity> polarity_named(std::string_view name);
/// "refuse", "luminance".
const char* colour_name(ColourTo colour);
std::optional<ColourTo> colour_named(std::string_view name);
/// "bilinear", "area", "antialias".
const char* filter_name(ResizeFilter filter);
std::optional<ResizeFilter> filter_named(std::string_view name);
/// "stretch", "pad", "crop".
const char* aspect_name(ResizeAspect aspect);
std::optional<ResizeAspect> aspect_named(std::string_view name);

/// 0, 1 or 2 for a letter of the patient's axes (left-right, front-back, feet-head), and which
/// way along it; nothing for another text. +1 is towards left, back and head, as DICOM counts.
struct PatientAxis {
  int axis = 0;
  int sign = 1;
  bool operator==(const PatientAxis&) const = default;
};
std::optional<PatientAxis> patient_axis(std::string_view letter);
/// Its letter.
const char* axis_letter(const PatientAxis& axis);

/// "window of 40, 400 (linear) to 0..1", say: what is declared, in words.
std::string meaning_text(const PixelMeaning& meaning);

}  // namespace medisc

#include "site/pixels_text.hpp"

#include <fmt/format.h>

#include "site/toml_lines.hpp"

namespace medisc {

std::string pixels_toml(const PixelMeaning& meaning, bool explained) {
  std::string text;
  if (explained) {
    text +=
        "# What the numbers of a DICOM or PNG file become: stored, full_range, modality or "
        "window.\n";
  }
  text += fmt::format("pixels = \"{}\"\n", values_name(meaning.values));
  if (meaning.bits != 0) text += fmt::format("bits = {}\n", meaning.bits);
  if (!meaning.window.empty()) {
    text += list_line("window", meaning.window) +
            fmt::format("window_function = \"{}\"\n", function_name(meaning.function));
  }
  if (!meaning.range.empty()) text += list_line("pixel_range", meaning.range);
  text += fmt::format("polarity = \"{}\"\ncolour = \"{}\"\n", polarity_name(meaning.polarity),
                      colour_name(meaning.colour));
  if (!meaning.orientation.empty()) text += list_line("orientation", meaning.orientation);
  if (!meaning.modalities.empty()) text += list_line("modalities", meaning.modalities);
  return text;
}

std::string pixels_explanation() {
  return "# What the numbers of a DICOM or PNG file become, where hospitals give those:\n"
         "# pixels = \"window\"           # or \"modality\" (HU), \"full_range\", \"stored\"\n"
         "# window = [40.0, 400.0]      # centre and width; left out: the file's own\n"
         "# pixel_range = [0.0, 1.0]    # what the window becomes\n"
         "# orientation = [\"L\", \"P\"]    # where rows and columns run to: axial slices\n"
         "# modalities = [\"CT\"]         # others are refused\n";
}

}  // namespace medisc

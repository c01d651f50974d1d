#include "records/foreign_format.hpp"

namespace medisc {

std::optional<std::string> foreign_format(std::string_view bytes) {
  using std::string_view_literals::operator""sv;
  struct Format {
    std::string_view begin;
    const char* name;
  };
  constexpr Format kFormats[] = {
      {"PK\x03\x04"sv, "a zip archive (a spreadsheet, or .npz)"},
      {"PK\x05\x06"sv, "an empty zip archive"},
      {"\xD0\xCF\x11\xE0"sv, "an old Excel file"},
      {"\x1F\x8B"sv, "a gzip archive"},
      {"\x93NUMPY"sv, "a NumPy array"},
      {"PAR1"sv, "a Parquet file"},
      {"ARROW1"sv, "an Arrow file"},
      {"\x89HDF"sv, "an HDF5 file"},
      {"MATLAB 5.0"sv, "a MATLAB file"},
      {"\x89PNG"sv, "a PNG image"},
      {"\xFF\xD8\xFF"sv, "a JPEG image"},
      {"%PDF"sv, "a PDF"},
  };
  for (const Format& format : kFormats) {
    if (bytes.starts_with(format.begin)) return format.name;
  }
  if (bytes.size() > 132 && bytes.substr(128, 4) == "DICM") return "a DICOM file";
  // A pickle of protocol 2 and later: its mark, its version, and what a pickle goes on with.
  if (bytes.size() > 3 && bytes[0] == '\x80' && bytes[1] >= 2 && bytes[1] <= 5 &&
      bytes.find('.') != std::string_view::npos) {
    return "a Python pickle, which may hold a program";
  }
  return std::nullopt;
}

}  // namespace medisc

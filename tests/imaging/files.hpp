/// The files that make_files.py made, and images made by hand.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

#include "imaging/image_file.hpp"
#include "plan/manifest.hpp"
#include "records/npy.hpp"

namespace medisc::test {

inline const std::filesystem::path kFiles = MEDISC_SOURCE_DIR "/tests/imaging/files";
inline const std::filesystem::path kRealFiles = MEDISC_SOURCE_DIR "/../shared/data/dicom";

inline std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw std::runtime_error("no file " + file.string());
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

inline Result<MedicalImage> image_of(const std::string& name) {
  return read_image(bytes_of(kFiles / name), name);
}

inline NpyArray array_of(const std::string& name) {
  return parse_npy(bytes_of(kFiles / name), name).value();
}

/// A grey image of 8 bits.
inline MedicalImage grey_image(std::uint32_t rows, std::uint32_t columns,
                               std::vector<std::int32_t> samples) {
  MedicalImage image;
  image.name = "a.dcm";
  image.rows = rows;
  image.columns = columns;
  image.samples = std::move(samples);
  image.attributes.resize(1);
  return image;
}

/// An input of a model of images.
inline RecordPart part_of(std::vector<std::uint32_t> shape, PixelMeaning pixels,
                          Layout layout = Layout::kChannelsFirst) {
  RecordPart part;
  part.name = "image";
  part.shape = std::move(shape);
  part.layout = layout;
  part.pixels = std::move(pixels);
  return part;
}

inline PixelMeaning stored(std::uint32_t bits) {
  PixelMeaning meaning;
  meaning.values = PixelValues::kStored;
  meaning.bits = bits;
  return meaning;
}

inline PixelMeaning modality_values() {
  PixelMeaning meaning;
  meaning.values = PixelValues::kModality;
  return meaning;
}

inline PixelMeaning full_range(double low, double high) {
  PixelMeaning meaning;
  meaning.values = PixelValues::kFullRange;
  meaning.range = {low, high};
  return meaning;
}

/// Of the file's window where none is given.
inline PixelMeaning window_to(double low, double high, std::vector<double> window = {}) {
  PixelMeaning meaning;
  meaning.values = PixelValues::kWindow;
  meaning.range = {low, high};
  meaning.window = std::move(window);
  return meaning;
}

}  // namespace medisc::test

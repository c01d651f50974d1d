#include "fuzz/seeds/seeds.hpp"

#include <fstream>
#include <stdexcept>
#include <utility>

namespace medisc::fuzz {

void Corpora::add(const std::string& harness, const std::string& name,
                  std::span<const std::uint8_t> bytes) {
  add(harness, name,
      std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

void Corpora::add(const std::string& harness, const std::string& name, std::string_view text) {
  std::filesystem::create_directories(folder_ / harness);
  const auto path = folder_ / harness / name;
  std::ofstream file(path, std::ios::binary);
  file.write(text.data(), static_cast<std::streamsize>(text.size()));
  file.close();
  if (!file) throw std::runtime_error(path.string() + " can't be written");
}

Parts& Parts::byte(unsigned value) {
  bytes_.push_back(static_cast<std::uint8_t>(value));
  return *this;
}

Parts& Parts::bytes(std::span<const std::uint8_t> bytes) {
  bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
  return *this;
}

Parts& Parts::text(std::string_view text) {
  bytes_.insert(bytes_.end(), text.begin(), text.end());
  return *this;
}

Parts& Parts::part(std::span<const std::uint8_t> bytes) {
  return byte(static_cast<unsigned>(bytes.size() & 0xff))
      .byte(static_cast<unsigned>(bytes.size() >> 8))
      .bytes(bytes);
}

std::string file_text(const std::string& file, std::size_t lines) {
  const std::filesystem::path path = std::filesystem::path(MEDISC_SOURCE_DIR) / file;
  std::ifstream stream(path, std::ios::binary);
  if (!stream) throw std::runtime_error(path.string() + " can't be read");
  std::string text;
  for (std::string line; lines > 0 && std::getline(stream, line); --lines) {
    text += line;
    if (!stream.eof()) text += '\n';
  }
  return text;
}

}  // namespace medisc::fuzz

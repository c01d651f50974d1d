/// The committed corpora, written anew from the project's own encoders, examples and test
/// models: the same bytes every time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "ring/word.hpp"

namespace medisc::fuzz {

/// fuzz/corpus: a folder a harness, a file an input.
class Corpora {
 public:
  explicit Corpora(std::filesystem::path folder) : folder_(std::move(folder)) {}

  void add(const std::string& harness, const std::string& name,
           std::span<const std::uint8_t> bytes);
  void add(const std::string& harness, const std::string& name, std::string_view text);

 private:
  std::filesystem::path folder_;
};

/// Bytes one after the other, as input.hpp takes them apart.
class Parts {
 public:
  Parts& byte(unsigned value);
  Parts& bytes(std::span<const std::uint8_t> bytes);
  Parts& text(std::string_view text);
  /// Behind its length.
  Parts& part(std::span<const std::uint8_t> bytes);

  operator std::span<const std::uint8_t>() const { return bytes_; }  // NOLINT

 private:
  Bytes bytes_;
};

/// A file of the repository, its first `lines` alone where they are given.
std::string file_text(const std::string& file, std::size_t lines = SIZE_MAX);

// One a group of harnesses.
void add_channel_seeds(Corpora& corpora);
void add_config_seeds(Corpora& corpora);
void add_dicom_seeds(Corpora& corpora);
void add_gateway_seeds(Corpora& corpora);
void add_image_seeds(Corpora& corpora);
void add_import_seeds(Corpora& corpora);
void add_manifest_seeds(Corpora& corpora);
void add_message_seeds(Corpora& corpora);
void add_protocol_seeds(Corpora& corpora);
void add_record_seeds(Corpora& corpora);

}  // namespace medisc::fuzz

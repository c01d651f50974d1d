/// A configuration file that a test writes, and what it expects of its errors.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "error/error.hpp"
#include "tests/files/folder.hpp"

namespace medisc::test {

/// In a folder of its own that vanishes with it.
class ConfigFile {
 public:
  explicit ConfigFile(const std::string& content) { write(content); }
  ConfigFile() = default;

  void write(const std::string& content) const { std::ofstream(path()) << content; }
  std::filesystem::path path() const { return folder_ / "test.toml"; }
  const std::filesystem::path& folder() const { return folder_.path(); }

 private:
  Folder folder_;
};

/// 64 hexadecimal characters.
inline std::string key_text(char digit) {
  return std::string(64, digit);
}

/// `text` with `from`, which it must hold, replaced by `to`.
inline std::string changed(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  if (at == std::string::npos) std::abort();
  return text.replace(at, from.size(), to);
}

/// Fails the test with the error where `result` is none.
template <class T>
testing::AssertionResult succeeded(const Result<T>& result) {
  if (result) return testing::AssertionSuccess();
  return testing::AssertionFailure() << render(result.error());
}

/// Is `result` a kUsage error whose rendered text holds all these parts?
template <class T, class... Parts>
testing::AssertionResult rejected(const Result<T>& result, const Parts&... parts) {
  if (result) return testing::AssertionFailure() << "succeeded";
  const std::string text = render(result.error());
  if (result.error().code != ErrorCode::kUsage ||
      !((text.find(parts) != std::string::npos) && ...)) {
    return testing::AssertionFailure() << text;
  }
  return testing::AssertionSuccess();
}

}  // namespace medisc::test

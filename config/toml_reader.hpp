/// Typed reading of a TOML file that overlooks nothing.
///
/// A reader asks for each section and key by name. What is missing, of another type or out of
/// bounds is remembered, and reading goes on with a stand-in; so is each key that was asked
/// for. `finish` then tells the first mistake: a key that nobody asked for before all others,
/// since it is often the misspelled form of one that is missing. Every mistake is kUsage with
/// "file:line: ", what was found, and what was expected.
#pragma once

#include <filesystem>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "config/toml_value.hpp"
#include "error/error.hpp"

namespace medisc {

/// What readers and sections of one file remember.
struct TomlRecord;

/// One table of the file, or a stand-in for one that is missing.
class TomlSection {
 public:
  /// Whether the file has it.
  bool present() const;

  // Keys that must be there.
  std::string text(const std::string& key);
  /// Relative to the folder of the file.
  std::filesystem::path path(const std::string& key);
  /// A number, or the path of a file in quotes.
  std::variant<double, std::filesystem::path> number_or_path(const std::string& key);

  // Keys that may be missing.
  std::optional<std::filesystem::path> optional_path(const std::string& key);
  std::string choice_or(const std::string& key, const std::string& fallback,
                        std::initializer_list<std::string> choices);
  std::optional<std::int64_t> integer(const std::string& key, std::int64_t least,
                                      std::int64_t most);
  bool flag_or(const std::string& key, bool fallback);
  std::vector<std::string> texts(const std::string& key);

  /// A text that must be there, understood by `parse`: text -> Result<T>.
  template <class Parse>
  auto parsed(const std::string& key, Parse parse) {
    using Parsed = typename decltype(parse(std::string_view()))::value_type;
    const TomlValue* value = find(key, TomlValue::Kind::kText, true);
    if (!value) return Parsed{};
    auto result = parse(std::string_view(value->text));
    if (result) return *std::move(result);
    complain(key, key + ": " + result.error().context, result.error().hint);
    return Parsed{};
  }

  /// Remembers a mistake in this key's value, at its line.
  void complain(const std::string& key, const std::string& context, const std::string& hint);

 private:
  friend class TomlReader;

  TomlSection(std::shared_ptr<TomlRecord> record, std::size_t index)
      : record_(std::move(record)), index_(index) {}

  const TomlValue* find(const std::string& key, TomlValue::Kind kind, bool required);

  std::shared_ptr<TomlRecord> record_;
  std::size_t index_;
};

class TomlReader {
 public:
  static Result<TomlReader> open(const std::filesystem::path& path);

  /// [key], which must be there.
  TomlSection section(const std::string& key);
  /// [key], empty where it is missing.
  TomlSection optional_section(const std::string& key);
  /// Every [[key]]; at least one must be there.
  std::vector<TomlSection> sections(const std::string& key);
  /// Every [[key]], if any.
  std::vector<TomlSection> optional_sections(const std::string& key);

  /// The first mistake, if any.
  Result<void> finish() const;

 private:
  explicit TomlReader(std::shared_ptr<TomlRecord> record) : record_(std::move(record)) {}

  TomlSection add_section(const TomlValue* table, const std::string& title);

  std::shared_ptr<TomlRecord> record_;
};

}  // namespace medisc

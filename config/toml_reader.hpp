/// Typed reading of a TOML file, and of the overrides above it, that overlooks nothing.
///
/// A reader asks for each section and key by name. What is missing, of another type or out of
/// bounds is remembered, and reading goes on with a stand-in; so is each key that was asked
/// for. `finish` then tells the first mistake: a key that nobody asked for before all others,
/// since it is often the misspelled form of one that is missing. Every mistake is kUsage with
/// "file:line: ", or the variable or flag that set the value; what was found, and what was
/// expected.
///
/// Any single value in a [section] can be overridden, without a word about it in the code that
/// reads it. An override's text is read as the type that is asked for.
#pragma once

#include <filesystem>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "config/config_source.hpp"
#include "config/setting.hpp"
#include "config/toml_value.hpp"
#include "error/error.hpp"

namespace medisc {

/// What readers and sections of one file remember.
struct TomlRecord;

/// One table of the file, or a stand-in for one that is missing.
class TomlSection {
 public:
  /// Whether the file has it, or an override sets a key of it.
  bool present() const;

  // Keys that must be there.
  std::string text(const std::string& key);
  /// Relative to the folder of the file; to the working directory in an override.
  std::filesystem::path path(const std::string& key);

  // Keys that may be missing.
  /// A number, a list of them, or the path of a file in quotes; none of them where the key is
  /// missing.
  std::variant<std::vector<double>, std::filesystem::path> numbers_or_path(
      const std::string& key);
  std::optional<std::filesystem::path> optional_path(const std::string& key);
  std::string choice_or(const std::string& key, const std::string& fallback,
                        std::initializer_list<std::string> choices);
  std::optional<std::int64_t> integer(const std::string& key, std::int64_t least,
                                      std::int64_t most);
  std::int64_t integer_or(const std::string& key, std::int64_t fallback, std::int64_t least,
                          std::int64_t most);
  bool flag_or(const std::string& key, bool fallback);
  std::optional<std::string> optional_text(const std::string& key);
  std::optional<double> number(const std::string& key);
  // Lists; a single value stands for a list of one.
  std::vector<std::string> texts(const std::string& key);
  std::vector<double> numbers(const std::string& key);
  std::vector<std::int64_t> integers(const std::string& key, std::int64_t least,
                                     std::int64_t most);

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

  /// The file's value, or the override's.
  const TomlValue* find(const std::string& key, TomlValue::Kind kind, bool required);
  /// The value as it stands in the file, of whatever kind; null where an override counts.
  const TomlValue* in_file(const std::string& key) const;
  /// A list's items, of these kinds; a single value is one.
  std::vector<const TomlValue*> items(const std::string& key, TomlValue::Kind kind);
  const TomlValue* overridden(const Override& by, const std::string& key, TomlValue::Kind kind);
  std::filesystem::path located(const std::string& key, const std::string& text);

  std::shared_ptr<TomlRecord> record_;
  std::size_t index_;
};

class TomlReader {
 public:
  static Result<TomlReader> open(const ConfigSource& source);

  /// The keys that stand above all sections.
  TomlSection root();
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

  /// What was asked for so far, with its value and where that comes from.
  std::vector<Setting> settings() const;

 private:
  explicit TomlReader(std::shared_ptr<TomlRecord> record) : record_(std::move(record)) {}

  TomlSection add_section(const TomlValue* table, const std::string& title,
                          const std::string& name, bool overridable);

  std::shared_ptr<TomlRecord> record_;
};

}  // namespace medisc

/// What the reader and the sections of one configuration remember between them.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "config/config_source.hpp"
#include "config/setting.hpp"
#include "config/toml_value.hpp"

namespace medisc {

struct TomlRecord {
  struct Section {
    const TomlValue* table;  ///< null for a stand-in
    std::string title;       ///< "[log]"
    std::string name;        ///< "log", "models[0]"; empty for the root
    bool overridable;        ///< a [section], once in the file
    std::vector<std::string> asked;
  };
  struct Mistake {
    int line;  ///< 0: in an override
    Error error;
  };
  /// Where a value stands.
  struct Place {
    int line;
    std::string text;  ///< "file:line", or the override's name
  };

  ConfigSource source;
  TomlValue root;
  std::deque<TomlValue> overridden;  ///< texts of overrides, read as what was asked for
  std::vector<Section> sections;     ///< the first is the root
  std::vector<Mistake> mistakes;
  std::vector<Setting> settings;

  Place line(int number) const;
  Place place_of(std::size_t section, const std::string& key) const;
  void add(const Place& place, const std::string& context, const std::string& hint);

  void ask(std::size_t section, const std::string& key);
  /// The override that counts for this key; null where there is none.
  const Override* override_of(std::size_t section, const std::string& key) const;
  /// Whether any override is meant for the section.
  bool has_overrides(const std::string& section) const;

  /// Remembers a value given. A key that is noted twice keeps its place.
  void note(std::size_t section, const std::string& key, const TomlValue& value);
  /// Remembers that the default counts: `value`, where there is one.
  void note_default(std::size_t section, const std::string& key,
                    std::optional<std::string> value);
  /// Says how a noted value is understood, if it was given.
  void note_meaning(std::size_t section, const std::string& key, const std::string& value);

  std::vector<Mistake> unknown_keys() const;
  std::vector<Mistake> unknown_overrides() const;

 private:
  Setting& setting(std::size_t section, const std::string& key);
};

/// "a, b, c"
std::string joined(const std::vector<std::string>& words);

}  // namespace medisc

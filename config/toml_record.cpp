#include "config/toml_record.hpp"

#include <algorithm>

#include "error/spelling.hpp"

namespace medisc {

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text.append(text.empty() ? "" : ", ").append(word);
  return text;
}

const char* origin_name(Setting::Origin origin) {
  switch (origin) {
    case Setting::Origin::kDefault:
      return "default";
    case Setting::Origin::kFile:
      return "file";
    case Setting::Origin::kEnvironment:
      return "environment";
    case Setting::Origin::kFlag:
      return "flag";
  }
  return "unknown";
}

TomlRecord::Place TomlRecord::line(int number) const {
  return {number, source.file + ":" + std::to_string(number)};
}

TomlRecord::Place TomlRecord::place_of(std::size_t section, const std::string& key) const {
  if (const Override* by = override_of(section, key)) return {0, by->name};
  const TomlValue* table = sections[section].table;
  const TomlValue* value = table ? table->find(key) : nullptr;
  return line(value ? value->line : table ? table->line : 1);
}

void TomlRecord::add(const Place& place, const std::string& context, const std::string& hint) {
  mistakes.push_back({place.line, {ErrorCode::kUsage, place.text + ": " + context, hint}});
}

void TomlRecord::ask(std::size_t section, const std::string& key) {
  auto& asked = sections[section].asked;
  if (std::ranges::find(asked, key) == asked.end()) asked.push_back(key);
}

const Override* TomlRecord::override_of(std::size_t section, const std::string& key) const {
  if (!sections[section].overridable) return nullptr;
  const auto& all = source.overrides;
  const auto found = std::find_if(all.rbegin(), all.rend(), [&](const Override& by) {
    return by.sets(sections[section].name, key);
  });
  return found == all.rend() ? nullptr : &*found;
}

bool TomlRecord::has_overrides(const std::string& section) const {
  return std::ranges::any_of(source.overrides, [&](const Override& by) {
    return by.target.starts_with(by.by == Override::By::kFlag ? section + "."
                                                              : variable_of(section, ""));
  });
}

Setting& TomlRecord::setting(std::size_t section, const std::string& key) {
  const std::string full = sections[section].name + "." + key;
  const auto found = std::ranges::find(settings, full, &Setting::key);
  if (found != settings.end()) return *found;
  settings.push_back({full, std::nullopt, Setting::Origin::kDefault, ""});
  return settings.back();
}

void TomlRecord::note(std::size_t section, const std::string& key, const TomlValue& value) {
  const Override* by = override_of(section, key);
  Setting& noted = setting(section, key);
  noted.value = to_string(value);
  noted.origin = !by                                    ? Setting::Origin::kFile
                 : by->by == Override::By::kEnvironment ? Setting::Origin::kEnvironment
                                                        : Setting::Origin::kFlag;
  noted.where = place_of(section, key).text;
}

void TomlRecord::note_default(std::size_t section, const std::string& key,
                              std::optional<std::string> value) {
  Setting& noted = setting(section, key);
  if (noted.origin == Setting::Origin::kDefault) noted.value = std::move(value);
}

void TomlRecord::note_meaning(std::size_t section, const std::string& key,
                              const std::string& value) {
  Setting& noted = setting(section, key);
  if (noted.origin != Setting::Origin::kDefault) noted.value = value;
}

std::vector<TomlRecord::Mistake> TomlRecord::unknown_keys() const {
  std::vector<Mistake> unknown;
  for (const auto& section : sections) {
    if (!section.table) continue;
    for (const auto& key : section.table->keys) {
      if (std::ranges::find(section.asked, key) != section.asked.end()) continue;
      const Place place = line(section.table->find(key)->line);
      const auto meant = nearest_word(key, section.asked);
      unknown.push_back(
          {place.line,
           {ErrorCode::kUsage,
            place.text + ": " + section.title + " has the unknown key \"" + key + "\"",
            meant ? "did you mean \"" + *meant + "\"?"
                  : "known here: " + joined(section.asked)}});
    }
  }
  return unknown;
}

std::vector<TomlRecord::Mistake> TomlRecord::unknown_overrides() const {
  std::vector<Mistake> unknown;
  for (const Override& by : source.overrides) {
    bool known = false;
    std::vector<std::string> names;
    for (const Section& section : sections) {
      if (!section.overridable) continue;
      for (const std::string& key : section.asked) {
        known = known || by.sets(section.name, key);
        names.push_back(by.by == Override::By::kFlag ? section.name + "." + key
                                                     : variable_of(section.name, key));
      }
    }
    if (known) continue;
    const auto meant = nearest_word(by.target, names);
    unknown.push_back(
        {0,
         {ErrorCode::kUsage, by.name + " sets no key of this role's sections",
          meant ? "did you mean " + *meant + "?" : "known here: " + joined(names)}});
  }
  return unknown;
}

}  // namespace medisc

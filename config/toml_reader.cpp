#include "config/toml_reader.hpp"

#include <algorithm>
#include <cmath>

#include "config/toml_record.hpp"
#include "error/spelling.hpp"

namespace medisc {

namespace {

using Kind = TomlValue::Kind;

const TomlRecord::Mistake* first_of(const std::vector<TomlRecord::Mistake>& mistakes) {
  const auto first = std::ranges::min_element(mistakes, {}, &TomlRecord::Mistake::line);
  return first == mistakes.end() ? nullptr : &*first;
}

}  // namespace

Result<TomlReader> TomlReader::open(const ConfigSource& source) {
  auto root = read_toml(source.file);
  if (!root) return tl::unexpected(root.error());
  auto record = std::make_shared<TomlRecord>();
  record->source = source;
  record->root = *std::move(root);
  record->sections.push_back({&record->root, "the file", "", false, {}});
  return TomlReader(std::move(record));
}

TomlSection TomlReader::add_section(const TomlValue* table, const std::string& title,
                                    const std::string& name, bool overridable) {
  record_->sections.push_back({table, title, name, overridable, {}});
  return {record_, record_->sections.size() - 1};
}

TomlSection TomlReader::root() {
  return {record_, 0};
}

TomlSection TomlReader::section(const std::string& key) {
  const std::string title = "[" + key + "]";
  if (!record_->root.find(key) && !record_->has_overrides(key)) {
    record_->add(record_->line(1), title + " is missing",
                 "add the section; config/ has examples");
  }
  return optional_section(key);
}

TomlSection TomlReader::optional_section(const std::string& key) {
  const std::string title = "[" + key + "]";
  record_->ask(0, key);
  const TomlValue* table = record_->root.find(key);
  if (table && table->kind != Kind::kTable) {
    record_->add(record_->line(table->line),
                 key + " is " + kind_name(table->kind) + ", expected a section",
                 "write " + title + " on a line of its own");
    table = nullptr;
  }
  return add_section(table, title, key, true);
}

std::vector<TomlSection> TomlReader::sections(const std::string& key) {
  const std::string title = "[[" + key + "]]";
  record_->ask(0, key);
  const TomlValue* list = record_->root.find(key);
  if (!list) {
    record_->add(record_->line(1), title + " is missing", "add at least one such section");
    return {};
  }
  const auto is_table = [](const TomlValue& item) {
    return item.kind == Kind::kTable;
  };
  if (list->kind != Kind::kList || list->items.empty() ||
      !std::ranges::all_of(list->items, is_table)) {
    record_->add(record_->line(list->line), key + " is no list of sections",
                 "write " + title + " on a line of its own, with double brackets");
    return {};
  }
  std::vector<TomlSection> sections;
  for (const auto& item : list->items) {
    const std::string name = key + "[" + std::to_string(sections.size()) + "]";
    sections.push_back(add_section(&item, title, name, false));
  }
  return sections;
}

std::vector<TomlSection> TomlReader::optional_sections(const std::string& key) {
  record_->ask(0, key);
  return record_->root.find(key) ? sections(key) : std::vector<TomlSection>();
}

Result<void> TomlReader::finish() const {
  for (const auto& mistakes :
       {record_->unknown_keys(), record_->unknown_overrides(), record_->mistakes}) {
    if (const auto* mistake = first_of(mistakes)) return tl::unexpected(mistake->error);
  }
  return {};
}

std::vector<Setting> TomlReader::settings() const {
  return record_->settings;
}

const TomlValue* TomlSection::find(const std::string& key, Kind kind, bool required) {
  record_->ask(index_, key);
  if (const Override* by = record_->override_of(index_, key)) {
    return overridden(*by, key, kind);
  }
  const auto& section = record_->sections[index_];
  const TomlValue* value = section.table ? section.table->find(key) : nullptr;
  if (!value) {
    record_->note_default(index_, key, std::nullopt);
    if (required && (section.table || record_->has_overrides(section.name))) {
      record_->add(record_->place_of(index_, key),
                   section.title + " lacks the key \"" + key + "\"",
                   "add it: " + key + " = " + kind_name(kind));
    }
    return nullptr;
  }
  record_->note(index_, key, *value);
  if (value->kind != kind) {
    complain(key, key + " is " + kind_name(value->kind) + ", expected " + kind_name(kind),
             kind == Kind::kText ? "texts stand in quotes" : "");
    return nullptr;
  }
  return value;
}

bool TomlSection::present() const {
  const auto& section = record_->sections[index_];
  return section.table != nullptr || record_->has_overrides(section.name);
}

const TomlValue* TomlSection::overridden(const Override& by, const std::string& key,
                                         Kind kind) {
  auto value = from_text(by.value, kind);
  if (!value) {
    complain(key, key + " is \"" + by.value + "\", expected " + kind_name(kind),
             kind == Kind::kList ? "set it in the file" : "");
    return nullptr;
  }
  record_->overridden.push_back(std::move(*value));
  record_->note(index_, key, record_->overridden.back());
  return &record_->overridden.back();
}

std::string TomlSection::text(const std::string& key) {
  const TomlValue* value = find(key, Kind::kText, true);
  if (value && value->text.empty()) {
    complain(key, key + " is empty", "write something between the quotes");
  }
  return value ? value->text : std::string();
}

std::filesystem::path TomlSection::located(const std::string& key, const std::string& text) {
  std::filesystem::path path = text;
  if (!record_->override_of(index_, key)) {
    path = std::filesystem::path(record_->source.file).parent_path() / path;
  }
  record_->note_meaning(index_, key, path.string());
  return path;
}

std::filesystem::path TomlSection::path(const std::string& key) {
  return located(key, text(key));
}

std::optional<std::filesystem::path> TomlSection::optional_path(const std::string& key) {
  const TomlValue* value = find(key, Kind::kText, false);
  if (!value) return std::nullopt;
  return located(key, value->text);
}

const TomlValue* TomlSection::in_file(const std::string& key) const {
  if (record_->override_of(index_, key) != nullptr) return nullptr;
  const TomlValue* table = record_->sections[index_].table;
  return table ? table->find(key) : nullptr;
}

std::variant<std::vector<double>, std::filesystem::path> TomlSection::numbers_or_path(
    const std::string& key) {
  const Override* by = record_->override_of(index_, key);
  const TomlValue* value = in_file(key);
  const bool is_text =
      by ? !from_text(by->value, Kind::kNumber) : value && value->kind == Kind::kText;
  if (is_text) return path(key);
  return numbers(key);
}

std::optional<std::string> TomlSection::optional_text(const std::string& key) {
  const TomlValue* value = find(key, Kind::kText, false);
  if (!value) return std::nullopt;
  return value->text;
}

std::optional<double> TomlSection::number(const std::string& key) {
  const TomlValue* value = in_file(key);
  if (value && value->kind == Kind::kInteger) {
    return static_cast<double>(find(key, Kind::kInteger, false)->integer);
  }
  const TomlValue* number = find(key, Kind::kNumber, false);
  if (!number) return std::nullopt;
  return number->number;
}

std::vector<const TomlValue*> TomlSection::items(const std::string& key, Kind kind) {
  const TomlValue* value = in_file(key);
  const bool fits = value && (value->kind == kind ||
                              (kind == Kind::kNumber && value->kind == Kind::kInteger));
  if (!value || fits) {
    const TomlValue* one = find(key, value ? value->kind : kind, false);
    return one ? std::vector<const TomlValue*>{one} : std::vector<const TomlValue*>();
  }
  const TomlValue* list = find(key, Kind::kList, false);
  std::vector<const TomlValue*> items;
  if (!list) return items;
  for (const TomlValue& item : list->items) {
    if (item.kind == kind || (kind == Kind::kNumber && item.kind == Kind::kInteger)) {
      items.push_back(&item);
      continue;
    }
    record_->add(
        record_->line(item.line),
        key + " holds " + kind_name(item.kind) + ", expected " + kind_name(kind) + " each",
        kind == Kind::kText ? "texts stand in quotes" : "");
  }
  return items;
}

std::string TomlSection::choice_or(const std::string& key, const std::string& fallback,
                                   std::initializer_list<std::string> choices) {
  const TomlValue* value = find(key, Kind::kText, false);
  record_->note_default(index_, key, fallback);
  if (!value) return fallback;
  if (std::ranges::find(choices, value->text) != choices.end()) return value->text;
  const auto meant = nearest_word(value->text, choices);
  complain(key,
           key + " is \"" + value->text +
               "\", expected one of: " + joined(std::vector<std::string>(choices)),
           meant ? "did you mean \"" + *meant + "\"?" : "");
  return fallback;
}

std::optional<std::int64_t> TomlSection::integer(const std::string& key, std::int64_t least,
                                                 std::int64_t most) {
  const TomlValue* value = find(key, Kind::kInteger, false);
  if (!value) return std::nullopt;
  if (value->integer < least || value->integer > most) {
    complain(key,
             key + " is " + std::to_string(value->integer) + ", expected " +
                 std::to_string(least) + " to " + std::to_string(most),
             "");
    return std::nullopt;
  }
  return value->integer;
}

std::int64_t TomlSection::integer_or(const std::string& key, std::int64_t fallback,
                                     std::int64_t least, std::int64_t most) {
  const auto value = integer(key, least, most);
  record_->note_default(index_, key, std::to_string(fallback));
  return value.value_or(fallback);
}

bool TomlSection::flag_or(const std::string& key, bool fallback) {
  const TomlValue* value = find(key, Kind::kFlag, false);
  record_->note_default(index_, key, fallback ? "true" : "false");
  return value ? value->flag : fallback;
}

std::vector<std::string> TomlSection::texts(const std::string& key) {
  std::vector<std::string> texts;
  for (const TomlValue* item : items(key, Kind::kText)) texts.push_back(item->text);
  return texts;
}

std::vector<double> TomlSection::numbers(const std::string& key) {
  std::vector<double> numbers;
  for (const TomlValue* item : items(key, Kind::kNumber)) {
    const bool is_integer = item->kind == Kind::kInteger;
    numbers.push_back(is_integer ? static_cast<double>(item->integer) : item->number);
    if (!std::isfinite(numbers.back())) {
      record_->add(record_->line(item->line), key + " holds what is not a number", "");
    }
  }
  return numbers;
}

std::vector<std::int64_t> TomlSection::integers(const std::string& key, std::int64_t least,
                                                std::int64_t most) {
  std::vector<std::int64_t> integers;
  for (const TomlValue* item : items(key, Kind::kInteger)) {
    integers.push_back(item->integer);
    if (item->integer >= least && item->integer <= most) continue;
    record_->add(record_->line(item->line),
                 key + " holds " + std::to_string(item->integer) + ", expected " +
                     std::to_string(least) + " to " + std::to_string(most),
                 "");
  }
  return integers;
}

void TomlSection::complain(const std::string& key, const std::string& context,
                           const std::string& hint) {
  record_->add(record_->place_of(index_, key), context, hint);
}

}  // namespace medisc

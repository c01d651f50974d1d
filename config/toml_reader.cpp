#include "config/toml_reader.hpp"

#include <algorithm>

#include "config/spelling.hpp"

namespace medisc {

struct TomlRecord {
  struct Section {
    const TomlValue* table;  ///< null for a stand-in
    std::string title;
    std::vector<std::string> asked;
  };
  struct Mistake {
    int line;
    Error error;
  };

  std::filesystem::path path;
  TomlValue root;
  std::vector<Section> sections;  ///< the first is the root
  std::vector<Mistake> mistakes;

  void add(int line, const std::string& context, const std::string& hint) {
    mistakes.push_back({line, usage(line, context, hint)});
  }
  Error usage(int line, const std::string& context, const std::string& hint) const {
    return {ErrorCode::kUsage, path.string() + ":" + std::to_string(line) + ": " + context,
            hint};
  }
  void ask(std::size_t section, const std::string& key) {
    auto& asked = sections[section].asked;
    if (std::ranges::find(asked, key) == asked.end()) asked.push_back(key);
  }
  std::vector<Mistake> unknown_keys() const;
};

namespace {

using Kind = TomlValue::Kind;

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text.append(text.empty() ? "" : ", ").append(word);
  return text;
}

const TomlRecord::Mistake* first_of(const std::vector<TomlRecord::Mistake>& mistakes) {
  const auto first = std::ranges::min_element(mistakes, {}, &TomlRecord::Mistake::line);
  return first == mistakes.end() ? nullptr : &*first;
}

}  // namespace

std::vector<TomlRecord::Mistake> TomlRecord::unknown_keys() const {
  std::vector<Mistake> unknown;
  for (const auto& section : sections) {
    if (!section.table) continue;
    for (const auto& key : section.table->keys) {
      if (std::ranges::find(section.asked, key) != section.asked.end()) continue;
      const int line = section.table->find(key)->line;
      const auto meant = nearest_word(key, section.asked);
      unknown.push_back(
          {line, usage(line, section.title + " has the unknown key \"" + key + "\"",
                       meant ? "did you mean \"" + *meant + "\"?"
                             : "known here: " + joined(section.asked))});
    }
  }
  return unknown;
}

Result<TomlReader> TomlReader::open(const std::filesystem::path& path) {
  auto root = read_toml(path);
  if (!root) return tl::unexpected(root.error());
  auto record = std::make_shared<TomlRecord>();
  record->path = path;
  record->root = *std::move(root);
  record->sections.push_back({&record->root, "the file", {}});
  return TomlReader(std::move(record));
}

TomlSection TomlReader::add_section(const TomlValue* table, const std::string& title) {
  record_->sections.push_back({table, title, {}});
  return {record_, record_->sections.size() - 1};
}

TomlSection TomlReader::section(const std::string& key) {
  const std::string title = "[" + key + "]";
  if (!record_->root.find(key)) {
    record_->add(1, title + " is missing", "add the section; config/ has examples");
  }
  return optional_section(key);
}

TomlSection TomlReader::optional_section(const std::string& key) {
  const std::string title = "[" + key + "]";
  record_->ask(0, key);
  const TomlValue* table = record_->root.find(key);
  if (table && table->kind != Kind::kTable) {
    record_->add(table->line, key + " is " + kind_name(table->kind) + ", expected a section",
                 "write " + title + " on a line of its own");
    table = nullptr;
  }
  return add_section(table, title);
}

std::vector<TomlSection> TomlReader::sections(const std::string& key) {
  const std::string title = "[[" + key + "]]";
  record_->ask(0, key);
  const TomlValue* list = record_->root.find(key);
  if (!list) {
    record_->add(1, title + " is missing", "add at least one such section");
    return {};
  }
  const auto is_table = [](const TomlValue& item) {
    return item.kind == Kind::kTable;
  };
  if (list->kind != Kind::kList || list->items.empty() ||
      !std::ranges::all_of(list->items, is_table)) {
    record_->add(list->line, key + " is no list of sections",
                 "write " + title + " on a line of its own, with double brackets");
    return {};
  }
  std::vector<TomlSection> sections;
  for (const auto& item : list->items) sections.push_back(add_section(&item, title));
  return sections;
}

std::vector<TomlSection> TomlReader::optional_sections(const std::string& key) {
  record_->ask(0, key);
  return record_->root.find(key) ? sections(key) : std::vector<TomlSection>();
}

Result<void> TomlReader::finish() const {
  const auto unknown = record_->unknown_keys();
  if (const auto* mistake = first_of(unknown)) return tl::unexpected(mistake->error);
  if (const auto* mistake = first_of(record_->mistakes)) return tl::unexpected(mistake->error);
  return {};
}

const TomlValue* TomlSection::find(const std::string& key, Kind kind, bool required) {
  record_->ask(index_, key);
  const auto& section = record_->sections[index_];
  if (!section.table) return nullptr;
  const TomlValue* value = section.table->find(key);
  if (!value) {
    if (required) {
      record_->add(section.table->line, section.title + " lacks the key \"" + key + "\"",
                   "add it: " + key + " = " + kind_name(kind));
    }
    return nullptr;
  }
  if (value->kind != kind) {
    record_->add(value->line,
                 key + " is " + kind_name(value->kind) + ", expected " + kind_name(kind),
                 kind == Kind::kText ? "texts stand in quotes" : "");
    return nullptr;
  }
  return value;
}

bool TomlSection::present() const {
  return record_->sections[index_].table != nullptr;
}

std::string TomlSection::text(const std::string& key) {
  const TomlValue* value = find(key, Kind::kText, true);
  if (value && value->text.empty()) {
    complain(key, key + " is empty", "write something between the quotes");
  }
  return value ? value->text : std::string();
}

std::filesystem::path TomlSection::path(const std::string& key) {
  return record_->path.parent_path() / text(key);
}

std::optional<std::filesystem::path> TomlSection::optional_path(const std::string& key) {
  const TomlValue* value = find(key, Kind::kText, false);
  if (!value) return std::nullopt;
  return record_->path.parent_path() / value->text;
}

std::variant<double, std::filesystem::path> TomlSection::number_or_path(
    const std::string& key) {
  const auto& section = record_->sections[index_];
  const TomlValue* value = section.table ? section.table->find(key) : nullptr;
  if (value && value->kind == Kind::kText) return path(key);
  if (value && value->kind == Kind::kInteger) {
    record_->ask(index_, key);
    return static_cast<double>(value->integer);
  }
  const TomlValue* number = find(key, Kind::kNumber, true);
  return number ? number->number : 0.0;
}

std::string TomlSection::choice_or(const std::string& key, const std::string& fallback,
                                   std::initializer_list<std::string> choices) {
  const TomlValue* value = find(key, Kind::kText, false);
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

bool TomlSection::flag_or(const std::string& key, bool fallback) {
  const TomlValue* value = find(key, Kind::kFlag, false);
  return value ? value->flag : fallback;
}

std::vector<std::string> TomlSection::texts(const std::string& key) {
  const TomlValue* value = find(key, Kind::kList, false);
  std::vector<std::string> texts;
  if (!value) return texts;
  for (const auto& item : value->items) {
    if (item.kind != Kind::kText) {
      record_->add(item.line, key + " holds " + kind_name(item.kind) + ", expected texts only",
                   "texts stand in quotes");
    }
    texts.push_back(item.text);
  }
  return texts;
}

void TomlSection::complain(const std::string& key, const std::string& context,
                           const std::string& hint) {
  const auto& section = record_->sections[index_];
  const TomlValue* value = section.table ? section.table->find(key) : nullptr;
  const int line = value ? value->line : section.table ? section.table->line : 1;
  record_->add(line, context, hint);
}

}  // namespace medisc

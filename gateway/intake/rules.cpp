#include "gateway/intake/rules.hpp"

#include <algorithm>
#include <array>
#include <span>

#include <fnmatch.h>

namespace medisc {
namespace {

/// Whether there are no patterns, or one of them fits one of the texts.
bool any_fits(const std::vector<std::string>& patterns, std::span<const std::string> texts) {
  return patterns.empty() || std::ranges::any_of(patterns, [&](const std::string& pattern) {
           return std::ranges::any_of(
               texts, [&](const std::string& text) { return fits(text, pattern); });
         });
}

bool any_fits(const std::vector<std::string>& patterns, const std::string& text) {
  return any_fits(patterns, std::span(&text, 1));
}

}  // namespace

bool fits(const std::string& text, const std::string& pattern) {
  // Brackets are letters here.
  std::string plain;
  for (const char c : pattern) {
    if (c == '[' || c == ']' || c == '\\') plain += '\\';
    plain += c;
  }
  return ::fnmatch(plain.c_str(), text.c_str(), FNM_CASEFOLD) == 0;
}

const IntakeRule* rule_of(const std::vector<IntakeRule>& rules, const StudyAttributes& image,
                          const std::string& asker) {
  const std::array<std::string, 2> descriptions{image.study_description,
                                                image.series_description};
  const auto found = std::ranges::find_if(rules, [&](const IntakeRule& rule) {
    return any_fits(rule.modality, image.modality) &&
           any_fits(rule.body_part, image.body_part) &&
           any_fits(rule.sop_class, image.sop_class_uid) &&
           any_fits(rule.description, descriptions) && any_fits(rule.caller, asker);
  });
  return found == rules.end() ? nullptr : &*found;
}

std::string told_kind(const StudyAttributes& image) {
  const auto shown = [](const std::string& text) {
    return text.empty() ? std::string("none") : "'" + text + "'";
  };
  return "modality " + shown(image.modality) + ", body part " + shown(image.body_part) +
         ", SOP class " + shown(image.sop_class_uid);
}

}  // namespace medisc

#include "records/column_names.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "records/number_cell.hpp"

namespace medisc {
namespace {

using std::string_view_literals::operator""sv;

/// Folded, and without what stands between words.
std::string letters_of(std::string_view name) {
  std::string letters = folded(name);
  std::erase_if(letters, [](char c) { return c == '_' || c == '-' || c == ' ' || c == '.'; });
  return letters;
}

template <class Names>
bool among(std::string_view name, const Names& names) {
  const std::string letters = letters_of(name);
  return std::find(names.begin(), names.end(), letters) != names.end();
}

}  // namespace

std::string folded(std::string_view name) {
  std::string letters(trimmed(name));
  std::transform(letters.begin(), letters.end(), letters.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return letters;
}

bool names_ids(std::string_view name) {
  constexpr std::array kNames{"id"sv,
                              "ids"sv,
                              "record"sv,
                              "recordid"sv,
                              "patient"sv,
                              "patientid"sv,
                              "patientnumber"sv,
                              "mrn"sv,
                              "medicalrecordnumber"sv,
                              "subject"sv,
                              "subjectid"sv,
                              "case"sv,
                              "caseid"sv,
                              "sampleid"sv,
                              "studyid"sv,
                              "accession"sv,
                              "accessionnumber"sv,
                              "pseudonym"sv,
                              "identifier"sv,
                              "imageid"sv,
                              "rowid"sv,
                              "index"sv,
                              "uid"sv};
  return among(name, kNames);
}

bool names_labels(std::string_view name) {
  constexpr std::array kNames{"label"sv,      "labels"sv,     "diagnosis"sv, "target"sv,
                              "targets"sv,    "y"sv,          "outcome"sv,   "class"sv,
                              "classlabel"sv, "groundtruth"sv};
  return among(name, kNames);
}

bool names_row_numbers(std::string_view name, std::size_t position) {
  return position == 0 && (name.empty() || folded(name) == "unnamed: 0");
}

}  // namespace medisc

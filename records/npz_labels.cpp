#include "records/npz_labels.hpp"

#include <utility>

#include <fmt/format.h>

#include "records/array_shape.hpp"
#include "records/column_names.hpp"
#include "records/told_list.hpp"

namespace medisc {
namespace {

template <class Wanted>
std::vector<std::size_t> places(const std::vector<NamedArray>& arrays, const Wanted& wanted) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < arrays.size(); ++i) {
    if (wanted(arrays[i])) found.push_back(i);
  }
  return found;
}

tl::unexpected<Error> undecided(const std::vector<NamedArray>& arrays, const std::string& file,
                                bool several) {
  ToldList told;
  for (const NamedArray& array : arrays) {
    told.add([&] { return shown(array.name) + " " + shape_text(array.array.shape); });
  }
  return fail(ErrorCode::kBadInput,
              fmt::format("{}: {}; it has: {}", file,
                          several ? "more than one of its arrays may hold the labels"
                                  : "none of its arrays holds labels of these records",
                          told.text()),
              "call the array of labels y: numpy.savez(file, y=labels)");
}

}  // namespace

Result<NamedArray> labels_of_npz(std::vector<NamedArray> arrays, const std::string& file,
                                 const FitsLabels& fits) {
  auto found = places(arrays, [](const NamedArray& one) { return names_labels(one.name); });
  const bool named = !found.empty();
  if (found.size() != 1) {
    found = places(arrays, [&](const NamedArray& one) {
      return names_labels(one.name) == named && !names_ids(one.name) && fits(one.array);
    });
  }
  if (found.size() != 1) return undecided(arrays, file, named || !found.empty());
  return std::move(arrays[found.front()]);
}

std::string array_name(const std::string& file, const NamedArray& array) {
  return file + ", array " + shown(array.name);
}

}  // namespace medisc

/// Values of the product as Python's own: structs that list their fields become dictionaries.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include "plan/fields.hpp"

namespace medisc::python {

template <ListsFields Struct>
pybind11::dict as_dict(const Struct& value);

template <class Value>
pybind11::object as_python(const Value& value) {
  if constexpr (ListsFields<Value>) {
    return as_dict(value);
  } else {
    return pybind11::cast(value);
  }
}

template <ListsFields Struct>
pybind11::list as_python(const std::vector<Struct>& values) {
  pybind11::list list;
  for (const Struct& value : values) list.append(as_dict(value));
  return list;
}

template <ListsFields Struct>
pybind11::dict as_dict(const Struct& value) {
  pybind11::dict dict;
  for_each_field<Struct>(
      [&](const auto& field) { dict[field.name] = as_python(value.*(field.member)); });
  return dict;
}

/// A copy as an array of that shape, which multiplies to as many values as there are.
template <class Value>
pybind11::array_t<Value> as_array(std::span<const Value> values,
                                  const std::vector<std::uint32_t>& shape) {
  return pybind11::array_t<Value>(std::vector<pybind11::ssize_t>(shape.begin(), shape.end()),
                                  values.data());
}

template <class Value>
pybind11::array_t<Value> as_array(const std::vector<Value>& values) {
  return as_array(std::span<const Value>(values), {static_cast<std::uint32_t>(values.size())});
}

}  // namespace medisc::python

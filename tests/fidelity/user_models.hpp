/// Networks as people bring them, made here: what is hard about each is in its name.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/import/sample.hpp"

namespace medisc::test {

struct UserModel {
  std::string name;
  OnnxSample onnx;
  std::vector<std::uint64_t> shape;  ///< of a record
  std::vector<double> samples;       ///< row major
  std::vector<double> others;        ///< records that nobody compiles with
};

/// The same ones every time.
std::vector<UserModel> user_models();

}  // namespace medisc::test

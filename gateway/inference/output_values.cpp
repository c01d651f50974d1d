#include "gateway/inference/output_values.hpp"

#include <algorithm>
#include <cstring>
#include <numeric>

#include "gateway/inference/json_number.hpp"
#include "http/json_text.hpp"

namespace medisc {
namespace {

/// Adds one record's elements.
struct Adder {
  OutputKind kind;
  OutputValues& values;

  void operator()(const ClassAnswer& answer) const {
    if (kind == OutputKind::kProbabilities) add(answer.softmax);
    if (kind == OutputKind::kClass) values.numbers.push_back(static_cast<double>(answer.index));
    if (kind == OutputKind::kLabel) values.texts.push_back(answer.label);
  }
  void operator()(const BinaryAnswer& answer) const {
    if (kind == OutputKind::kProbabilities)
      values.numbers.push_back(answer.probability.value());
    if (kind == OutputKind::kPositive) values.numbers.push_back(answer.positive ? 1 : 0);
    if (kind == OutputKind::kLabel) values.texts.push_back(answer.label);
  }
  void operator()(const FindingsAnswer& answer) const {
    if (kind == OutputKind::kProbabilities) add(answer.probabilities);
    if (kind == OutputKind::kPositive) add(answer.positive);
  }
  void operator()(const NumberAnswer& answer) const { add(answer.values); }
  void operator()(const MapAnswer& answer) const {
    if (kind == OutputKind::kClasses) add(answer.classes);
    if (kind == OutputKind::kShares) add(answer.shares);
  }

  template <class List>
  void add(const List& list) const {
    values.numbers.insert(values.numbers.end(), list.begin(), list.end());
  }
};

template <class Element>
void append_element(std::string& bytes, Element element) {
  char raw[sizeof(Element)];
  std::memcpy(raw, &element, sizeof(Element));
  bytes.append(raw, sizeof(Element));
}

}  // namespace

OutputValues output_values(const OutputTensor& output, std::span<const InferResult> results) {
  OutputValues values{output.tensor.datatype, {results.size()}};
  for (std::size_t i = 1; i < output.tensor.shape.size(); ++i) {
    values.shape.push_back(static_cast<std::uint64_t>(output.tensor.shape[i]));
  }
  const Adder adder{output.kind, values};
  for (const InferResult& result : results) {
    if (output.kind == OutputKind::kLogits) {
      adder.add(result.logits);
    } else {
      std::visit(adder, result.answer);
    }
  }
  return values;
}

OutputValues classified(const OutputValues& values, const std::vector<std::string>& labels,
                        std::uint32_t count) {
  const std::size_t records = values.shape[0];
  const std::size_t elements = values.numbers.size() / records;
  OutputValues sorted{Datatype::kBytes, {records, count}};
  std::vector<std::size_t> order(elements);
  for (std::size_t record = 0; record < records; ++record) {
    const double* const own = values.numbers.data() + record * elements;
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order,
                             [&](std::size_t a, std::size_t b) { return own[a] > own[b]; });
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t index = order[i];
      std::string text = std::to_string(own[index]) + ":" + std::to_string(index);
      if (!labels.empty()) text += ":" + labels[index];
      sorted.texts.push_back(std::move(text));
    }
  }
  return sorted;
}

void append_json(std::string& json, const OutputValues& values) {
  json += '[';
  auto separate = [&, first = true]() mutable {
    if (!std::exchange(first, false)) json += ',';
  };
  for (const double number : values.numbers) {
    separate();
    if (values.datatype == Datatype::kBool) {
      json += number != 0 ? "true" : "false";
    } else {
      append_number(json, number);
    }
  }
  for (const std::string& text : values.texts) {
    separate();
    json += json_quoted(text);
  }
  json += ']';
}

void append_binary(std::string& bytes, const OutputValues& values) {
  for (const double number : values.numbers) {
    switch (values.datatype) {
      case Datatype::kBool:
        append_element(bytes, static_cast<std::uint8_t>(number));
        break;
      case Datatype::kInt32:
        append_element(bytes, static_cast<std::int32_t>(number));
        break;
      case Datatype::kInt64:
        append_element(bytes, static_cast<std::int64_t>(number));
        break;
      default:  // outputs have no other types
        append_element(bytes, number);
    }
  }
  for (const std::string& text : values.texts) {
    append_element(bytes, static_cast<std::uint32_t>(text.size()));
    bytes += text;
  }
}

}  // namespace medisc

/// Which accessors of the generated code belong to the fields of a manifest, of a fidelity and
/// of a spline: the only place that names both. Only plan_codec.cpp includes this.
#pragma once

#include <tuple>

#include <medisc.capnp.h>

#include "messages/wire_table.hpp"

namespace medisc::wire {

template <>
struct OnWire<medisc::PixelMeaning> : Sides<medisc::PixelMeaning, PixelMeaning> {
  static constexpr std::size_t kMostEntries = kMaxPreprocessing;
  static constexpr std::tuple kFields{
      WireField{&Struct::values, &Reader::getValues, &Builder::setValues},
      WireField{&Struct::bits, &Reader::getBits, &Builder::setBits},
      WireField{&Struct::window, &Reader::getWindow, &Builder::initWindow},
      WireField{&Struct::function, &Reader::getFunction, &Builder::setFunction},
      WireField{&Struct::range, &Reader::getRange, &Builder::initRange},
      WireField{&Struct::polarity, &Reader::getPolarity, &Builder::setPolarity},
      WireField{&Struct::colour, &Reader::getColour, &Builder::setColour},
      WireField{&Struct::orientation, &Reader::getOrientation, &Builder::initOrientation},
      WireField{&Struct::modalities, &Reader::getModalities, &Builder::initModalities},
  };
};

template <>
struct OnWire<medisc::RecordPart> : Sides<medisc::RecordPart, RecordPart> {
  static constexpr std::size_t kMostEntries = kMaxTensor;
  static constexpr std::tuple kFields{
      WireField{&Struct::name, &Reader::getName, &Builder::setName},
      WireField{&Struct::shape, &Reader::getShape, &Builder::initShape},
      WireField{&Struct::layout, &Reader::getLayout, &Builder::setLayout},
      WireField{&Struct::features, &Reader::getFeatures, &Builder::initFeatures},
      WireField{&Struct::units, &Reader::getUnits, &Builder::initUnits},
      WireField{&Struct::least, &Reader::getLeast, &Builder::initLeast},
      WireField{&Struct::largest, &Reader::getLargest, &Builder::initLargest},
      WireField{&Struct::pixels, &Reader::getPixels, &Builder::initPixels},
  };
};

template <>
struct OnWire<medisc::Preprocessing> : Sides<medisc::Preprocessing, Preprocessing> {
  static constexpr std::size_t kMostEntries = kMaxTensor;
  static constexpr std::tuple kFields{
      WireField{&Struct::part, &Reader::getPart, &Builder::setPart},
      WireField{&Struct::kind, &Reader::getKind, &Builder::setKind},
      WireField{&Struct::numbers, &Reader::getNumbers, &Builder::initNumbers},
      WireField{&Struct::filter, &Reader::getFilter, &Builder::setFilter},
      WireField{&Struct::aspect, &Reader::getAspect, &Builder::setAspect},
  };
};

template <>
struct OnWire<medisc::Outcome> : Sides<medisc::Outcome, Outcome> {
  static constexpr std::size_t kMostEntries = kMaxTexts;
  static constexpr std::tuple kFields{
      WireField{&Struct::task, &Reader::getTask, &Builder::setTask},
      WireField{&Struct::labels, &Reader::getLabels, &Builder::initLabels},
      WireField{&Struct::thresholds, &Reader::getThresholds, &Builder::initThresholds},
      WireField{&Struct::unit, &Reader::getUnit, &Builder::setUnit},
      WireField{&Struct::shape, &Reader::getShape, &Builder::initShape},
  };
};

template <>
struct OnWire<medisc::Manifest> : Sides<medisc::Manifest, Manifest> {
  static constexpr std::size_t kMostEntries = kMaxPreprocessing;
  static constexpr std::tuple kFields{
      WireField{&Struct::model, &Reader::getModel, &Builder::setModel},
      WireField{&Struct::version, &Reader::getVersion, &Builder::setVersion},
      WireField{&Struct::parts, &Reader::getParts, &Builder::initParts},
      WireField{&Struct::preprocessing, &Reader::getPreprocessing, &Builder::initPreprocessing},
      WireField{&Struct::outcome, &Reader::getOutcome, &Builder::initOutcome},
  };
};

template <>
struct OnWire<medisc::FidelitySummary> : Sides<medisc::FidelitySummary, Fidelity> {
  static constexpr std::tuple kFields{
      WireField{&Struct::samples, &Reader::getSamples, &Builder::setSamples},
      WireField{&Struct::drawn, &Reader::getDrawn, &Builder::setDrawn},
      WireField{&Struct::agreement, &Reader::getAgreement, &Builder::setAgreement},
      WireField{&Struct::median, &Reader::getMedian, &Builder::setMedian},
      WireField{&Struct::p99, &Reader::getP99, &Builder::setP99},
      WireField{&Struct::largest, &Reader::getLargest, &Builder::setLargest},
  };
};

template <>
struct OnWire<medisc::Spline> : Sides<medisc::Spline, Spline> {
  static constexpr std::tuple kFields{
      WireField{&Struct::step, &Reader::getStep, &Builder::setStep},
      WireField{&Struct::reach, &Reader::getReach, &Builder::setReach},
      WireField{&Struct::error, &Reader::getError, &Builder::setError},
  };
};

}  // namespace medisc::wire

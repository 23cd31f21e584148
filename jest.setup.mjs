// CommonJS add-ons of Nest require() its ES modules: have those fully evaluated first.
import 'reflect-metadata';
import '@nestjs/common';
import '@nestjs/core';

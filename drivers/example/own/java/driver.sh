#!/bin/sh
exec java -classpath "classes:$CLASSPATH" Driver
